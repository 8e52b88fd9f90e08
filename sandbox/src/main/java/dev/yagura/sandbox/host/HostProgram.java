package dev.yagura.sandbox.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of this host.
 *
 * @param file where it is
 */
public record HostProgram(Path file) {
    /** Folders of programs that an ordinary user's PATH may leave out. */
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    private static final int MAX_QUOTED_CHARACTERS = 2000;

    /** Looks a program up in PATH and the system's folders. */
    public static Optional<HostProgram> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Arrays.stream(path.split(":")), SYSTEM_FOLDERS.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(HostProgram::new);
    }

    /**
     * Looks up a program that there is no doing without.
     *
     * @param debianPackage what to install where it is missing
     * @throws IOException if this host lacks it; the message says what to install
     */
    public static HostProgram require(String name, String debianPackage) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new IOException(
                                "this host has no %s: apt-get install %s"
                                        .formatted(name, debianPackage)));
    }

    /** Returns the words that start it. */
    public List<String> command(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(file.toString());
        words.addAll(arguments);
        return words;
    }

    /**
     * Runs it to its end and returns what it wrote to standard output, as UTF-8.
     *
     * @param folder where it runs
     * @param limit how long it may take
     * @throws IOException if it does not start, does not end in time, or ends with a status other
     *     than 0; the message holds the end of its standard error
     */
    public String run(Path folder, Duration limit, List<String> arguments) throws IOException {
        Path out = Files.createTempFile("yagura-", ".out");
        Path err = Files.createTempFile("yagura-", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command(arguments))
                            .directory(folder.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().put("LC_ALL", "C");
            int status = waitFor(builder.start(), limit);
            if (status != 0) {
                throw new IOException(
                        "%s: exit status %d, expected 0: %s"
                                .formatted(
                                        file.getFileName(),
                                        status,
                                        end(new String(Files.readAllBytes(err), UTF_8))));
            }
            return new String(Files.readAllBytes(out), UTF_8);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private int waitFor(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IOException(
                    "%s: still running after %d s"
                            .formatted(file.getFileName(), limit.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException(file.getFileName() + ": interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String end(String text) {
        String stripped = text.strip();
        return stripped.substring(Math.max(0, stripped.length() - MAX_QUOTED_CHARACTERS));
    }
}
