package dev.yagura.cli.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.cli.connect.Programs.Program;
import dev.yagura.enclave.api.Json;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of ours that lives as long as a command: the agent or the enclave.
 *
 * <p>It talks by lines of JSON on its standard input and output, and ends when its input does. What
 * it writes to standard error goes to ours.
 */
final class Child implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final Program program;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private Child(Program program, Process process) {
        this.program = program;
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        this.in = process.outputWriter(UTF_8);
    }

    /** Starts a process. */
    static Child start(Program program) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return new Child(program, builder.start());
    }

    /** Sends a line. */
    void send(Row row) throws IOException {
        try {
            in.write(Json.write(row) + "\n");
            in.flush();
        } catch (IOException e) {
            throw failed("took no configuration", e);
        }
    }

    /**
     * Waits for a line.
     *
     * @throws WatchException if the process ends, is silent for a minute, or writes something else
     */
    Row receive() throws IOException {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::readLine);
        try {
            String text = line.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            Row row = Json.read(text);
            if (!row.text("error").isEmpty()) {
                Reason reason =
                        row.text("reason").equals(Reason.NO_SUCH_GUEST.name())
                                ? Reason.NO_SUCH_GUEST
                                : Reason.UNREACHABLE;
                throw new WatchException(reason, row.text("error"));
            }
            return row;
        } catch (ExecutionException e) {
            throw failed("ended before it answered", e);
        } catch (TimeoutException e) {
            throw failed("answered nothing for %d s".formatted(ANSWER_TIMEOUT.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for", e);
        }
    }

    /** Waits until the process ends and returns its exit status; -1 if interrupted. */
    int awaitExit() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Ends the process: by closing its input, and by force if it does not go. */
    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(program.exitTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly(); // its end of the pipe is gone, so it is ending already
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String readLine() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new UncheckedIOException(new EOFException("end of output"));
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WatchException failed(String what, Exception cause) {
        String exit = process.isAlive() ? "" : ", exit status " + process.exitValue();
        return new WatchException(
                Reason.UNREACHABLE,
                "the %s process %s%s".formatted(program.name(), what, exit),
                cause);
    }
}
