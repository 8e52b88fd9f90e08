package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qmp.QmpAddress;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The QEMU processes of this host. Nothing is asked of them, so looking disturbs no guest. */
public final class QemuProcesses {
    private final ProcFs proc;

    /** Looks into {@code proc}. */
    public QemuProcesses(ProcFs proc) {
        this.proc = requireNonNull(proc, "proc");
    }

    /**
     * Returns all running QEMUs that can be seen, by ascending pid; also those of other users, and
     * those of guests that cannot be read.
     *
     * @throws IOException if there is no proc filesystem
     */
    public List<QemuProcess> find() throws IOException {
        List<QemuProcess> found = new ArrayList<>();
        for (long pid : proc.pids()) {
            try {
                inspect(pid).ifPresent(found::add);
            } catch (IOException e) {
                // Ended while it was looked at. A process of another user is no such case: its
                // command line is open to all.
            }
        }
        return found;
    }

    /**
     * Makes sure that {@code process} is still the one that was found, running the same program.
     *
     * @throws GuestUnavailableException if it ended, its pid was given to another process, or it
     *     runs something else now
     */
    public void requireSame(QemuProcess process) throws GuestUnavailableException {
        try {
            if (proc.startTicks(process.pid()) == process.startTicks()
                    && proc.commandLine(process.pid()).equals(process.commandLine())) {
                return;
            }
        } catch (IOException e) {
            throw new GuestUnavailableException(
                    Reason.GONE, process.label() + ": the process has ended", e);
        }
        throw new GuestUnavailableException(
                Reason.GONE,
                "%s: pid %d now belongs to another program"
                        .formatted(process.label(), process.pid()));
    }

    /**
     * Returns whether all of {@code threads} are threads of {@code process}.
     *
     * @param threads thread ids as that process knows them; in a container it may know them by
     *     other numbers than this process does
     */
    public boolean hasThreads(QemuProcess process, Collection<Long> threads) {
        try {
            return proc.threads(process.pid()).containsAll(threads)
                    || proc.threadsInNamespace(process.pid()).containsAll(threads);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns those of {@code candidates} that listen at a socket, with that socket as the first
     * one where QMP is tried.
     *
     * @param candidates from {@link #find}
     * @param socket path of a Unix socket
     */
    public List<QemuProcess> withSocket(List<QemuProcess> candidates, Path socket) {
        List<QemuProcess> fitting = new ArrayList<>();
        for (QemuProcess process : candidates) {
            if (listens(process, socket)) {
                fitting.add(process.withQmpSocket(socket));
            }
        }
        return fitting;
    }

    private boolean listens(QemuProcess process, Path socket) {
        try {
            for (QmpAddress known : process.qmpAddresses()) {
                if (known instanceof QmpAddress.UnixSocket(Path path)
                        && Files.isSameFile(path, socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // that socket is not there any more
        }
        return listeningPaths(process).contains(socket.toAbsolutePath().normalize().toString());
    }

    /**
     * Returns the paths at which a process listens, as it named them; empty where that may not be
     * told.
     */
    public Set<String> listeningPaths(QemuProcess process) {
        try {
            Map<String, String> listening =
                    UnixSockets.listening(proc.table(process.pid(), "net/unix"));
            return proc.descriptors(process.pid()).values().stream()
                    .map(QemuProcesses::socketInode)
                    .flatMap(Optional::stream)
                    .map(inode -> listening.getOrDefault(inode, ""))
                    .filter(path -> !path.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static Optional<String> socketInode(String link) {
        return link.startsWith("socket:[") && link.endsWith("]")
                ? Optional.of(link.substring("socket:[".length(), link.length() - 1))
                : Optional.empty();
    }

    private Optional<QemuProcess> inspect(long pid) throws IOException {
        List<String> commandLine = proc.commandLine(pid);
        if (commandLine.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> architecture =
                CommandLine.architecture(executable(pid, commandLine.getFirst()));
        if (architecture.isEmpty()) {
            return Optional.empty();
        }
        QemuOptions options = CommandLine.parse(architecture.get(), commandLine);
        return Optional.of(
                new QemuProcess(
                        pid,
                        proc.startTicks(pid),
                        proc.userId(pid),
                        commandLine,
                        options,
                        qmpAddresses(pid, options)));
    }

    /** Returns what the kernel says is running, or what the process says where that is denied. */
    private String executable(long pid, String argument0) throws IOException {
        try {
            return proc.link(pid, "exe");
        } catch (AccessDeniedException e) {
            return argument0;
        }
    }

    private List<QmpAddress> qmpAddresses(long pid, QemuOptions options) {
        Set<QmpAddress> addresses = new LinkedHashSet<>();
        for (QmpSocket socket : options.qmpSockets()) {
            Optional<QmpAddress> address =
                    switch (socket) {
                        case QmpSocket.AtPath(String written) ->
                                reachable(pid, written).map(QmpAddress.UnixSocket::new);
                        case QmpSocket.Descriptor(int number) ->
                                ofDescriptor(pid, number, options.uuid());
                    };
            address.ifPresent(addresses::add);
        }
        return List.copyOf(addresses);
    }

    /** A socket that QEMU was given: libvirt's, which is never without its client, or another. */
    private Optional<QmpAddress> ofDescriptor(long pid, int number, String uuid) {
        String path = "";
        try {
            Map<String, String> listening = UnixSockets.listening(proc.table(pid, "net/unix"));
            path = socketInode(proc.link(pid, "fd/" + number)).map(listening::get).orElse("");
        } catch (IOException e) {
            // Without permission the socket cannot be told from others; libvirt can still be asked.
        }
        if (!uuid.isEmpty() && (path.isEmpty() || path.contains("/libvirt/"))) {
            String uri = path.contains("/.config/") ? "qemu:///session" : "qemu:///system";
            return Optional.of(new QmpAddress.Libvirt(uri, uuid));
        }
        return path.isEmpty()
                ? Optional.empty()
                : reachable(pid, path).map(QmpAddress.UnixSocket::new);
    }

    /** Returns the path by which this process reaches a path of another one. */
    private Optional<Path> reachable(long pid, String written) {
        try {
            Path path = Path.of(written);
            boolean sameMounts = proc.link(pid, "ns/mnt").equals(ownMounts());
            Path absolute = path.isAbsolute() ? path : Path.of(proc.link(pid, "cwd")).resolve(path);
            return Optional.of(
                    sameMounts
                            ? absolute.normalize()
                            : proc.path(pid, "root").resolve(absolute.toString().substring(1)));
        } catch (InvalidPathException e) {
            return Optional.empty(); // QEMU has no such socket either
        } catch (IOException e) {
            return written.startsWith("/") ? Optional.of(Path.of(written)) : Optional.empty();
        }
    }

    private static String ownMounts() throws IOException {
        return ProcFs.ofHost().link(ProcessHandle.current().pid(), "ns/mnt");
    }
}
