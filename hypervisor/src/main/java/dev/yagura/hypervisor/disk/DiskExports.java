package dev.yagura.hypervisor.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.nbd.PlainStart;
import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.channel.nbd.RemoteReadConfig;
import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpAccess;
import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The disks of one running QEMU that this process reads.
 *
 * <p>QEMU's NBD server runs while one of them is open. If somebody else has started it, disks
 * cannot be read: its socket is not ours to use, and a QEMU has only one. A server that a killed
 * agent left behind is stopped and started anew. Safe for concurrent use.
 */
public final class DiskExports {
    /** A server that answers late is no better than one that does not answer. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final QemuProcess process;
    private final QemuProcesses processes;
    private final Set<String> exports = new HashSet<>();
    private @Nullable ServerSocket socket;
    private int numbers;

    /** Prepares to read the disks of a process; nothing is asked of it yet. */
    public DiskExports(QemuProcess process, QemuProcesses processes) {
        this.process = requireNonNull(process, "process");
        this.processes = requireNonNull(processes, "processes");
    }

    /**
     * Opens a drive for reading.
     *
     * @param device as {@link GuestDrive#device()}; its nodes are looked up anew
     * @throws IOException if there is nothing to read, or QEMU refuses
     */
    public synchronized BlockDevice open(String device, QmpAccess monitor) throws IOException {
        String name = NbdHost.PREFIX + ProcessHandle.current().pid() + "-" + ++numbers;
        Endpoint server = monitor.ask(qmp -> export(find(qmp, device), name, new NbdHost(qmp)));
        try {
            RemoteDisk disk =
                    RemoteDisk.open(
                            () -> connect(server),
                            name,
                            Optional.of(name),
                            new RemoteReadConfig(1, ANSWER));
            return new ExportedDisk(disk, () -> close(name, monitor));
        } catch (IOException e) {
            close(name, monitor);
            throw e;
        }
    }

    private static ByteStream connect(Endpoint server) throws ChannelException {
        Deadline deadline = Deadline.after(ANSWER);
        return PlainStart.connect(PlainChannel.connect(server, deadline), deadline);
    }

    private BlockNode find(QmpClient qmp, String device) throws IOException {
        List<GuestDrive> drives = GuestDrive.ask(qmp);
        for (GuestDrive drive : drives) {
            if (drive.device().equals(device)) {
                return drive.node()
                        .orElseThrow(() ->
                                new IOException(
                                        "%s: disk %s cannot be read: %s %s"
                                                .formatted(
                                                        process.label(),
                                                        drive.description().device(),
                                                        drive.description().state(),
                                                        drive.description().reason())));
            }
        }
        throw new IOException("%s: has no drive %s any more".formatted(process.label(), device));
    }

    private Endpoint export(BlockNode node, String name, NbdHost host) throws IOException {
        ServerSocket running = socket;
        if (running != null && exports.isEmpty()) {
            stop(running, host); // an earlier attempt to stop it failed
            running = null;
        }
        if (running == null) {
            running = start(host);
            socket = running;
        }
        boolean exported = false;
        try {
            host.export(node, name);
            exports.add(name);
            exported = true;
            return new Endpoint.Unix(running.path());
        } finally {
            if (!exported && exports.isEmpty()) {
                stop(running, host);
            }
        }
    }

    private ServerSocket start(NbdHost host) throws IOException {
        ServerSocket made = ServerSocket.create(process);
        boolean started = false;
        try {
            started = host.start(made.path().toString());
            if (!started && StaleServers.stop(process, processes, host)) {
                started = host.start(made.path().toString());
            }
        } finally {
            if (!started) {
                made.delete();
            }
        }
        if (started) {
            return made;
        }
        throw new IOException(
                "%s: QEMU's NBD server is in use by %s, and a QEMU has only one; stop it"
                                .formatted(
                                        process.label(),
                                        StaleServers.user(process, processes)
                                                .map("another yagura agent, pid %d"::formatted)
                                                .orElse("somebody else"))
                        + " (nbd-server-stop), or name the image with --disk");
    }

    private void stop(ServerSocket running, NbdHost host) throws IOException {
        host.stop();
        socket = null;
        running.delete();
    }

    private synchronized void close(String name, QmpAccess monitor) throws IOException {
        ServerSocket running = socket;
        if (!exports.remove(name) || running == null) {
            return;
        }
        try {
            monitor.ask(qmp -> {
                NbdHost host = new NbdHost(qmp);
                if (exports.isEmpty()) {
                    stop(running, host);
                } else {
                    host.remove(name);
                }
                return name;
            });
        } catch (IOException e) {
            if (isThere()) {
                throw e;
            }
            running.delete(); // QEMU has ended, and its server with it
        }
    }

    private boolean isThere() {
        try {
            processes.requireSame(process);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
