package dev.yagura.hypervisor.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like {@code /proc}. */
final class FakeProc {
    private final Path root;

    FakeProc(Path root) {
        this.root = root;
    }

    ProcFs procFs() {
        return new ProcFs(root);
    }

    /** Adds a process with the files that every process shows to all. */
    FakeProc process(long pid, long startTicks, String... commandLine) throws IOException {
        Path directory = root.resolve(Long.toString(pid));
        Files.createDirectories(directory.resolve("task").resolve(Long.toString(pid)));
        write(pid, "cmdline", String.join("\0", commandLine) + "\0");
        write(pid, "stat", stat(pid, "CPU 0/TCG) (x", startTicks));
        write(pid, "status", "Name:\tqemu\nUid:\t64055\t107\t107\t107\n");
        return this;
    }

    FakeProc write(long pid, String file, String text) throws IOException {
        Files.writeString(root.resolve(Long.toString(pid)).resolve(file), text);
        return this;
    }

    FakeProc link(long pid, String file, String target) throws IOException {
        Path link = root.resolve(Long.toString(pid)).resolve(file);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(target));
        return this;
    }

    private static String stat(long pid, String name, long startTicks) {
        return pid
                + " ("
                + name
                + ") S 1 1 1 0 -1 4194304 1 0 0 0 5 6 0 0 20 0 3 0 "
                + startTicks
                + " 123456 789 18446744073709551615 1 1 0\n";
    }
}
