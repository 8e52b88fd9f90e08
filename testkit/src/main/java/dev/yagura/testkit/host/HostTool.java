package dev.yagura.testkit.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of the host that is run to its end. */
public final class HostTool {
    /** Where tools live that an ordinary user's PATH may leave out. */
    private static final List<Path> SYSTEM_DIRECTORIES =
            List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

    private static final int MAX_QUOTED_CHARACTERS = 4000;

    private HostTool() {}

    /** Returns the first executable of that name on the PATH or in a system directory. */
    public static Optional<Path> find(String name) {
        List<Path> directories = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            for (String directory : path.split(":", -1)) {
                directories.add(Path.of(directory));
            }
        }
        directories.addAll(SYSTEM_DIRECTORIES);
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Returns where a tool is that there is no doing without.
     *
     * @param debianPackage what to install when it is missing
     * @throws IOException if the host lacks the tool; the message says what to install
     */
    public static Path require(String name, String debianPackage) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new IOException(
                                "host: found no %s, expected it from Debian package %s"
                                        .formatted(name, debianPackage)));
    }

    /**
     * Runs a command and returns what it wrote to standard output.
     *
     * @param limit how long it may take
     * @param directory working directory
     * @throws IOException if it cannot start, ends with a status other than 0 (the message holds
     *     the end of its standard error), or does not end in time
     */
    public static byte[] run(Duration limit, Path directory, List<String> command)
            throws IOException {
        Path out = Files.createTempFile("yagura-out-", "");
        Path err = Files.createTempFile("yagura-err-", "");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            await(process, limit, command.getFirst());
            if (process.exitValue() != 0) {
                throw new IOException(
                        "%s: exit status %d, expected 0: %s"
                                .formatted(
                                        command.getFirst(),
                                        process.exitValue(),
                                        endOf(Files.readString(err))));
            }
            return Files.readAllBytes(out);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** Runs a command in the root directory; as {@link #run}, its output taken as UTF-8. */
    public static String text(Duration limit, List<String> command) throws IOException {
        return new String(run(limit, Path.of("/"), command), StandardCharsets.UTF_8);
    }

    private static void await(Process process, Duration limit, String name) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "%s: still running after %d s".formatted(name, limit.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException(name + ": interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String endOf(String text) {
        String trimmed = text.strip();
        return trimmed.length() <= MAX_QUOTED_CHARACTERS
                ? trimmed
                : "… " + trimmed.substring(trimmed.length() - MAX_QUOTED_CHARACTERS);
    }
}
