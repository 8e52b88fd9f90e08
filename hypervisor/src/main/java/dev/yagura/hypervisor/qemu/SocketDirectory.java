package dev.yagura.hypervisor.qemu;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories for sockets between a QEMU and this process. One for the QEMU of another user belongs
 * to that user; nobody else but root may enter it.
 */
public final class SocketDirectory {
    private SocketDirectory() {}

    /**
     * Makes a directory.
     *
     * @param prefix begin of its name
     * @throws IOException if that fails
     */
    public static Path create(QemuProcess qemu, String prefix) throws IOException {
        Path directory =
                Files.createTempDirectory(base(), prefix, asFileAttribute(fromString("rwx------")));
        give(directory, qemu);
        return directory;
    }

    /**
     * Returns the directories of processes that may make them where this one does.
     *
     * @param prefix begin of their names
     * @throws IOException if they cannot be listed
     */
    public static List<Path> list(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(base())) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Gives a file to the user that a QEMU runs as, unless that is this process's own.
     *
     * @throws IOException if that fails
     */
    public static void give(Path file, QemuProcess qemu) throws IOException {
        ProcFs proc = ProcFs.ofHost();
        if (proc.userId(ProcessHandle.current().pid()) != qemu.userId()) {
            Path process = proc.path(qemu.pid(), "");
            Files.setOwner(file, Files.getOwner(process, LinkOption.NOFOLLOW_LINKS));
        }
    }

    /** Returns a folder that other users' QEMUs can reach too. */
    private static Path base() {
        Path run = Path.of("/run");
        return Files.isWritable(run) ? run : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
