package dev.yagura.storage.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of other projects; where one is missing a test is skipped, but not in CI. */
public final class HostTool {
    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin");

    /**
     * QEMU times its key derivation by the CPU time of a thread, and gives up where the host counts
     * that too coarsely; on some virtual machines that is every other time.
     */
    private static final int ATTEMPTS = 30;

    private static final String COARSE_CLOCK = "Unable to get accurate CPU usage";

    private HostTool() {}

    /** Requires a tool, for tests that start it otherwise. */
    public static void require(String tool) {
        path(tool);
    }

    /** Runs a command to its good end and returns what it printed. */
    public static String run(Path folder, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        line.set(0, path(command[0]));
        for (int attempt = 1; ; attempt++) {
            Path output = Files.createTempFile(folder, "tool", ".out");
            int status = start(folder, line, output);
            String text = Files.readString(output, UTF_8);
            Files.delete(output);
            if (status == 0) {
                return text;
            }
            if (attempt == ATTEMPTS || !text.contains(COARSE_CLOCK)) {
                throw new AssertionError(
                        "%s: exit status %d: %s".formatted(line, status, text.strip()));
            }
        }
    }

    private static int start(Path folder, List<String> line, Path output) throws IOException {
        Process process =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(line + " has not come to an end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(line + ": interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String path(String tool) {
        for (String folder : FOLDERS) {
            Path file = Path.of(folder, tool);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        if (Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError(tool + " is not installed, and yagura.requireTools is set");
        }
        assumeTrue(false, tool + " is not installed");
        throw new AssertionError("unreachable");
    }
}
