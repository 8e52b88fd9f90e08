package dev.yagura.sandbox.run;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group of the kernel that holds a tool with all its processes to its limits.
 *
 * <p>{@code Documentation/admin-guide/cgroup-v2.rst}, and {@code cgroup-v1/}: one folder, or one
 * for each controller.
 */
final class ControlGroup implements AutoCloseable {
    private static final Path MOUNTED = Path.of("/sys/fs/cgroup");

    /** Processes that are being ended leave their group a little later. */
    private static final int REMOVAL_TRIES = 100;

    private static final long REMOVAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<Path> folders;
    private final Path processes;
    private final Path memoryEvents;

    private ControlGroup(List<Path> folders, Path processes, Path memoryEvents) {
        this.folders = List.copyOf(folders);
        this.processes = processes;
        this.memoryEvents = memoryEvents;
    }

    /**
     * Makes a group.
     *
     * @return empty if this process may not: it is no root, or in a container
     */
    static Optional<ControlGroup> create(Limits limits) {
        String name = "yagura-" + UUID.randomUUID();
        List<Path> made = new ArrayList<>();
        try {
            return Optional.of(
                    Files.exists(MOUNTED.resolve("cgroup.controllers"))
                            ? unified(name, limits, made)
                            : separate(name, limits, made));
        } catch (IOException e) {
            made.forEach(ControlGroup::remove);
            return Optional.empty();
        }
    }

    private static ControlGroup unified(String name, Limits limits, List<Path> made)
            throws IOException {
        Path folder = make(MOUNTED.resolve(name), made);
        write(folder.resolve("pids.max"), limits.processes());
        write(folder.resolve("memory.max"), limits.memoryBytes());
        Path swap = folder.resolve("memory.swap.max");
        if (Files.exists(swap)) {
            write(swap, 0);
        }
        return new ControlGroup(made, folder, folder.resolve("memory.events"));
    }

    private static ControlGroup separate(String name, Limits limits, List<Path> made)
            throws IOException {
        Path processes = make(MOUNTED.resolve("pids").resolve(name), made);
        write(processes.resolve("pids.max"), limits.processes());
        Path memory = make(MOUNTED.resolve("memory").resolve(name), made);
        write(memory.resolve("memory.limit_in_bytes"), limits.memoryBytes());
        return new ControlGroup(made, processes, memory.resolve("memory.oom_control"));
    }

    /** Returns the folders whose {@code cgroup.procs} a process writes itself to, to join. */
    List<Path> folders() {
        return folders;
    }

    /** Returns how often a process could not be started for the limit. */
    long processesRefused() {
        return number(processes.resolve("pids.events"), "max");
    }

    /** Returns how many processes were ended for the limit of memory. */
    long processesKilledForMemory() {
        return number(memoryEvents, "oom_kill");
    }

    /** Removes the group. Its processes have ended, or are about to. */
    @Override
    public void close() {
        folders.forEach(ControlGroup::remove);
    }

    private static Path make(Path folder, List<Path> made) throws IOException {
        Files.createDirectory(folder);
        made.add(folder);
        return folder;
    }

    private static void write(Path file, long value) throws IOException {
        Files.writeString(file, Long.toString(value));
    }

    private static long number(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key + " ")) {
                    return Long.parseLong(line.substring(key.length() + 1));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0; // older kernels do not count
        }
        return 0;
    }

    private static void remove(Path folder) {
        for (int i = 0; i < REMOVAL_TRIES; i++) {
            try {
                Files.deleteIfExists(folder);
                return;
            } catch (DirectoryNotEmptyException e) {
                return; // somebody made a group in it
            } catch (FileSystemException e) {
                LockSupport.parkNanos(REMOVAL_PAUSE_NANOS);
            } catch (IOException e) {
                return; // an empty group does no harm
            }
        }
    }
}
