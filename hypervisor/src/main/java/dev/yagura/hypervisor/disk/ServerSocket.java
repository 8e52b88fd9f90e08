package dev.yagura.hypervisor.disk;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a QEMU serves disks to one agent: a socket in a directory of its own, whose name says whose
 * it is. QEMU makes the socket, so a directory for the QEMU of another user belongs to that user;
 * nobody else but root may enter it.
 *
 * @param path of the socket
 * @param agentPid process it is for
 * @param agentTicks when that process started
 */
record ServerSocket(Path path, long agentPid, long agentTicks) {
    private static final String NAME = "nbd";
    private static final Pattern DIRECTORY =
            Pattern.compile("yagura-nbd-(\\d{1,10})-(\\d{1,18})-[0-9]+");

    /** Reads the path of a socket; empty if it is none of these. */
    static Optional<ServerSocket> parse(String text) {
        Path path = Path.of(text);
        Path parent = path.getParent();
        if (parent == null || parent.getFileName() == null || !path.endsWith(NAME)) {
            return Optional.empty();
        }
        Matcher name = DIRECTORY.matcher(parent.getFileName().toString());
        return name.matches()
                ? Optional.of(
                        new ServerSocket(
                                path, Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))
                : Optional.empty();
    }

    /**
     * Makes the directory for a socket of this process.
     *
     * @throws IOException if that fails
     */
    static ServerSocket create(QemuProcess qemu) throws IOException {
        ProcFs proc = ProcFs.ofHost();
        long pid = ProcessHandle.current().pid();
        long ticks = proc.startTicks(pid);
        Path directory =
                Files.createTempDirectory(
                        base(),
                        "yagura-nbd-%d-%d-".formatted(pid, ticks),
                        asFileAttribute(fromString("rwx------")));
        if (proc.userId(pid) != qemu.userId()) {
            Path process = proc.path(qemu.pid(), "");
            Files.setOwner(directory, Files.getOwner(process, LinkOption.NOFOLLOW_LINKS));
        }
        return new ServerSocket(directory.resolve(NAME), pid, ticks);
    }

    /** Returns a folder that other users' QEMUs can reach too. */
    private static Path base() {
        Path run = Path.of("/run");
        return Files.isWritable(run) ? run : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Returns whether the process that it was made for still runs. */
    boolean isInUse() {
        try {
            return ProcFs.ofHost().startTicks(agentPid) == agentTicks;
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes the socket and its directory, as far as they are there. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
        Path directory = path.getParent();
        if (directory != null) {
            Files.deleteIfExists(directory);
        }
    }
}
