package dev.yagura.detect.memory.process;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.FileNode;
import dev.yagura.kernel.linux.fs.MappedFiles;
import dev.yagura.kernel.linux.fs.MappedFiles.MappedFile;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.linux.process.Program;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The programs of processes with their files, and what makes a file trustworthy. */
final class Programs {
    /** Where everybody may write. */
    private static final List<String> OPEN_TO_ALL =
            List.of("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/dev/mqueue/");

    /** Bits of {@code i_mode} that let the group or all others write. */
    private static final int OTHERS_WRITE = 0022;

    private final Processes processes;
    private final MappedFiles files;

    private Programs(Linux linux) throws IOException {
        this.processes = Processes.of(linux);
        this.files = MappedFiles.of(linux);
    }

    static Programs of(Linux linux) throws IOException {
        return new Programs(linux);
    }

    /** A program and its file. */
    record Loaded(Program program, MappedFile file) {}

    /**
     * Returns a process's program; empty for kernel threads, zombies, and before the first exec.
     */
    Optional<Loaded> of(Task process) throws IOException {
        Optional<Program> program = processes.program(process);
        if (program.isEmpty() || program.get().fileGva() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Loaded(program.get(), files.at(program.get().fileGva())));
    }

    /** Returns the last name of a path. */
    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns whether a file lies where everybody may put one, or in a hidden folder. */
    static boolean isInOpenPlace(MappedFile file) {
        return isInOpenPlace(file.path().name());
    }

    /** Returns whether a path lies where everybody may put a file, or in a hidden folder. */
    static boolean isInOpenPlace(String path) {
        return OPEN_TO_ALL.stream().anyMatch(path::startsWith) || path.contains("/.");
    }

    /** Returns whether a file has no name in any directory of a disk, and never had. */
    static boolean isMemoryOnly(MappedFile file) {
        return file.path().name().startsWith("/memfd:")
                || file.path().name().startsWith("/dev/shm/");
    }

    /** Returns whether a file is root's, root's alone to write, and lies where that is usual. */
    static boolean isRoots(MappedFile file) {
        FileNode node = file.node();
        return node.uid() == 0
                && (node.mode() & OTHERS_WRITE) == 0
                && !file.path().deleted()
                && !isInOpenPlace(file)
                && !isMemoryOnly(file);
    }
}
