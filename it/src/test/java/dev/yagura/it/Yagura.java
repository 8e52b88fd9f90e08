package dev.yagura.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.yagura.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the program as a user does: in a process of its own, to its end.
 *
 * @param launcher what is run
 * @param prefix a command in front, such as one that enters a network namespace; may be empty
 */
record Yagura(Launcher launcher, List<String> prefix) {
    /** The program of this build, started by this user in this network namespace. */
    static final Yagura HERE = new Yagura(Launcher.ofThisBuild(), List.of());

    /** No command of a test takes longer; one that does hangs. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Duration POLL = Duration.ofMillis(20);

    /** How long a scan of all files of a busy Debian may take, under emulation on two cores. */
    static final Duration FILES_LIMIT = Duration.ofMinutes(6);

    /**
     * How a run ended.
     *
     * @param command the arguments, for messages
     * @param status exit status
     * @param lines what was written to standard output
     * @param errors what was written to standard error
     */
    record Result(String command, int status, List<String> lines, String errors) {
        /** Checks the exit status. */
        Result exits(int expected) {
            assertThat(status).as(toString()).isEqualTo(expected);
            return this;
        }

        /** Parses the output of a command that was called with {@code --json}. */
        List<Row> rows() {
            return lines.stream().map(Row::parse).toList();
        }

        /** Checks that the run failed, said so once, in words, and gave no result beside it. */
        Result refuses(int expected, String... words) {
            exits(expected);
            assertThat(lines).as(toString()).isEmpty();
            assertThat(errors).as(toString()).contains("yagura: ");
            for (String word : words) {
                assertThat(errors).as(toString()).contains(word);
            }
            assertThat(errors).as(toString()).doesNotContain("\tat ", "Exception");
            return this;
        }

        @Override
        public String toString() {
            return "yagura %s\nexit status %d\nstdout:\n%s\nstderr:\n%s"
                    .formatted(command, status, String.join("\n", lines), errors);
        }
    }

    /** Returns the program with a command in front of it. */
    Yagura behind(String... command) {
        return new Yagura(launcher, List.of(command));
    }

    /** Runs a command to its end. */
    Result run(String... arguments) throws IOException {
        return run(LIMIT, arguments);
    }

    /** Runs a command to its end, which has to come within {@code limit}. */
    Result run(Duration limit, String... arguments) throws IOException {
        try (Run run = start(arguments)) {
            return run.await(limit);
        }
    }

    /**
     * Looks at a guest without protection, in this process, which starts no other and is warm: for
     * the many looks at what a view shows, which is the same however the program is started.
     */
    static Result look(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add("--unprotected");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(
                        command.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
        return new Result(
                String.join(" ", command), status, out.toString().lines().toList(), err.toString());
    }

    /** Starts a command. */
    Run start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(launcher.command(List.of(arguments)));
        Path out = Files.createTempFile("yagura-it-out-", "");
        Path err = Files.createTempFile("yagura-it-err-", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new Run(String.join(" ", arguments), process, out, err);
    }

    /** A command under way; closing it ends it and all processes that it started. */
    static final class Run implements AutoCloseable {
        private final String command;
        private final Process process;
        private final Path out;
        private final Path err;

        private Run(String command, Process process, Path out, Path err) {
            this.command = command;
            this.process = process;
            this.out = out;
            this.err = err;
        }

        /** Returns the process of the command. */
        Process process() {
            return process;
        }

        /** Waits until a line was written to standard output, while the command runs. */
        void awaitLine(String line) throws IOException {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!Files.readAllLines(out, UTF_8).contains(line)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    fail("no line \"%s\": %s".formatted(line, result(-1)));
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }

        /** Returns whether a text was written to standard output so far. */
        boolean hasPrinted(String text) throws IOException {
            return Files.readString(out, UTF_8).contains(text);
        }

        /** Waits for the end; a command that runs on after {@link #LIMIT} fails the test. */
        Result await() throws IOException {
            return await(LIMIT);
        }

        /** Waits for the end, at most so long. */
        Result await(Duration limit) throws IOException {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    return fail("still running after %s: %s".formatted(limit, result(-1)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return fail("interrupted", e);
            }
            Result result = result(process.exitValue());
            assertThat(result.errors()).as("words of a JVM's").doesNotContain("s][error][");
            return result;
        }

        private Result result(int status) throws IOException {
            return new Result(
                    command,
                    status,
                    Files.readString(out, UTF_8).lines().toList(),
                    Files.readString(err, UTF_8));
        }

        @Override
        public void close() throws IOException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }
}
