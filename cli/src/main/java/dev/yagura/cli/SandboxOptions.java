package dev.yagura.cli;

import dev.yagura.cli.exec.GuestName;
import dev.yagura.cli.exec.ToolSet;
import dev.yagura.cli.exec.ToolsFolder;
import dev.yagura.sandbox.run.Limits;
import dev.yagura.sandbox.run.Sandbox;
import dev.yagura.sandbox.tools.ToolsTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the sandbox that tools run in. */
final class SandboxOptions {
    @Option(
            names = "--tools",
            paramLabel = "DIR",
            description = "the tools tree, by `yagura tools build`; else that in the user's cache")
    private @Nullable Path tools;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "put what the tools write into this folder; else it is lost")
    private @Nullable Path keep;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description = "end a tool after this time, such as 90s, 30m or 2h; 2h if not given")
    private @Nullable String time;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description = "memory of a tool with all its processes; 2048 if not given")
    private @Nullable Integer memory;

    @Option(
            names = "--processes",
            paramLabel = "COUNT",
            description = "processes that a tool may have at a time; 512 if not given")
    private @Nullable Integer processes;

    ToolsTree tools() throws IOException {
        return ToolsTree.open(tools == null ? ToolsFolder.ofThisUser() : tools);
    }

    /** Returns a sandbox with a guest's files. */
    Sandbox sandbox(ToolsTree tree, Path guest) throws IOException {
        if (keep != null) {
            Files.createDirectories(keep);
        }
        return new Sandbox(tree, guest, GuestName.of(guest), limits(), Optional.ofNullable(keep));
    }

    private Limits limits() {
        Duration duration = Limits.DEFAULT.time();
        if (time != null) {
            duration =
                    ToolSet.time(time)
                            .orElseThrow(() ->
                                    new UsageException(
                                            "--time \"%s\": expected such as 90s, 30m or 2h"
                                                    .formatted(time)));
        }
        if ((memory != null && memory < 16) || (processes != null && processes < 8)) {
            throw new UsageException("--memory is at least 16, --processes at least 8");
        }
        long memoryBytes = memory == null ? Limits.DEFAULT.memoryBytes() : (long) memory << 20;
        return new Limits(
                processes == null ? Limits.DEFAULT.processes() : processes,
                memoryBytes,
                Math.min(Limits.DEFAULT.writtenBytes(), memoryBytes),
                duration);
    }
}
