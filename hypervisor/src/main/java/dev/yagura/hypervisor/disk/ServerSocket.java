package dev.yagura.hypervisor.disk;

import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.SocketDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a QEMU serves disks to one agent: a socket that QEMU makes, in a directory of its own,
 * whose name says whose it is.
 *
 * @param path of the socket
 * @param agent process it is for
 */
record ServerSocket(Path path, Owner agent) {
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
                                path,
                                new Owner(
                                        Long.parseLong(name.group(1)),
                                        Long.parseLong(name.group(2)))))
                : Optional.empty();
    }

    /**
     * Makes the directory for a socket of this process.
     *
     * @throws IOException if that fails
     */
    static ServerSocket create(QemuProcess qemu) throws IOException {
        Owner agent = Owner.self();
        Path directory =
                SocketDirectory.create(
                        qemu, "yagura-nbd-%d-%d-".formatted(agent.pid(), agent.startTicks()));
        return new ServerSocket(directory.resolve(NAME), agent);
    }

    /** Returns whether the process that it was made for still runs. */
    boolean isInUse() {
        return agent.runs();
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
