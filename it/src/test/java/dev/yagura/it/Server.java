package dev.yagura.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code yagura agent} or {@code yagura enclave}: a process that says in one line of JSON where it
 * listens and which key it has, and then runs until it is stopped.
 */
final class Server implements AutoCloseable {
    private static final int READY_LIMIT_SECONDS = 60;
    private static final int END_LIMIT_SECONDS = 10;

    private final Process process;
    private final Path errors;
    private final Row ready;

    private Server(Process process, Path errors, Row ready) {
        this.process = process;
        this.errors = errors;
        this.ready = ready;
    }

    /** Starts the process and waits until it says that it listens. */
    static Server start(Yagura yagura, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(yagura.prefix());
        command.addAll(yagura.launcher().command(List.of(arguments)));
        Path errors = Files.createTempFile("yagura-it-server-", ".log");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            return new Server(process, errors, Row.parse(firstLine(process)));
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(
                    "yagura %s: %s\n%s"
                            .formatted(
                                    String.join(" ", arguments),
                                    e.getMessage(),
                                    Files.readString(errors)),
                    e);
        }
    }

    private static String firstLine(Process process) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        var line =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return String.valueOf(out.readLine());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        runnable -> Thread.ofVirtual().start(runnable));
        try {
            String text = line.get(READY_LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!text.startsWith("{")) {
                throw new IOException("wrote \"%s\", expected a JSON object".formatted(text));
            }
            return text;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("said nothing", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("was not waited for", e);
        }
    }

    /** Returns {@code HOST:PORT} or {@code unix:PATH}. */
    String endpoint() {
        return ready.text("endpoint");
    }

    /** Returns the TCP port. */
    int port() {
        return Integer.parseInt(endpoint().substring(endpoint().lastIndexOf(':') + 1));
    }

    /** Returns the SHA-256 of the public key. */
    String keyHash() {
        return ready.text("keyHash");
    }

    /** Returns the line that the process started with. */
    Row ready() {
        return ready;
    }

    /** Returns the process id. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns what was written to standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Kills the process, as a crash would. */
    void kill() {
        process.destroyForcibly();
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String name) throws IOException {
        Signals.send(name, pid());
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Files.deleteIfExists(errors);
    }
}
