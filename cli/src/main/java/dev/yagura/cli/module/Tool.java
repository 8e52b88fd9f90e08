package dev.yagura.cli.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a program of this machine to its end. */
final class Tool {
    private Tool() {}

    /**
     * Runs a program.
     *
     * @param lines receives what it prints on its standard output
     * @return its exit status, and what it prints on its standard error
     */
    static Result run(List<String> command, Consumer<String> lines) throws IOException {
        Path errors = Files.createTempFile("yagura-tool", ".err");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectError(errors.toFile())
                            .start();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                out.lines().forEach(lines);
            }
            return new Result(waitFor(process), Files.readString(errors));
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    /** Runs a program and returns its first lines together. */
    static List<String> lines(List<String> command) throws IOException {
        List<String> lines = new ArrayList<>();
        return run(command, lines::add).status() == 0 ? lines : List.of();
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        }
    }

    /** How a program ended. */
    record Result(int status, String errors) {}
}
