package dev.yagura.storage.truth;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of other projects; where they are missing a test is skipped, but not in CI. */
public final class HostTool {
    private static final List<String> SYSTEM = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");
    private static final int SECONDS = 60;

    private HostTool() {}

    /** Runs a program; returns what it wrote to both outputs, as ISO 8859-1. */
    public static String run(Object... command) throws IOException {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        words.set(0, require(words.getFirst()).toString());
        Path output = Files.createTempFile("yagura-tool", ".out");
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " has not come to an end");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new AssertionError(words + " failed: " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(words + " was interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    /** Requires that the tests run as root, as mounting needs. */
    public static void requireRoot() throws IOException {
        boolean root = run("id", "-u").strip().equals("0");
        if (!root && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError("not root, and yagura.requireTools is set");
        }
        assumeTrue(root, "mounting needs root");
    }

    private static Path require(String tool) {
        for (String directory : SYSTEM) {
            Path file = Path.of(directory, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        if (Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError(tool + " is not installed, and yagura.requireTools is set");
        }
        assumeTrue(false, tool + " is not installed");
        return Path.of(tool);
    }
}
