package dev.yagura.channel.nbd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of other projects; where they are missing a test is skipped, but not in CI. */
final class RequiredTool {
    private RequiredTool() {}

    /** What a program printed and how it ended. */
    record Result(int status, String output) {}

    static Result run(Path directory, String... command) throws IOException, InterruptedException {
        requireInstalled(command[0]);
        Path output = Files.createTempFile(directory, "tool", ".out");
        Process process =
                new ProcessBuilder(new ArrayList<>(List.of(command)))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " has not come to an end");
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private static void requireInstalled(String tool) {
        String path = System.getenv().getOrDefault("PATH", "");
        boolean there = false;
        for (String directory : path.split(File.pathSeparator, -1)) {
            there |= Files.isExecutable(Path.of(directory, tool));
        }
        if (!there && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError(tool + " is not installed, and yagura.requireTools is set");
        }
        assumeTrue(there, tool + " is not installed");
    }
}
