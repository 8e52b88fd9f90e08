package dev.yagura.hypervisor.disk;

import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpAccess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** NBD servers that an agent started in a QEMU and did not stop, because it was killed. */
public final class StaleServers {
    private StaleServers() {}

    /**
     * Stops the server of a QEMU if a killed agent left it running.
     *
     * @return one line for people, or empty if there was none
     * @throws IOException if QEMU cannot be asked
     */
    public static Optional<String> stop(
            QemuProcess process, QemuProcesses processes, QmpAccess monitor) throws IOException {
        if (find(process, processes).stream().allMatch(ServerSocket::isInUse)) {
            return Optional.empty();
        }
        boolean stopped = monitor.ask(qmp -> stop(process, processes, new NbdHost(qmp)));
        return stopped
                ? Optional.of(
                        "pid %d still exported disks for a killed agent; stopped"
                                .formatted(process.pid()))
                : Optional.empty();
    }

    /** Stops the server if a killed agent left it running; returns whether it did. */
    static boolean stop(QemuProcess process, QemuProcesses processes, NbdHost host)
            throws IOException {
        for (ServerSocket socket : find(process, processes)) {
            if (!socket.isInUse()) {
                host.stop();
                socket.delete();
                return true;
            }
        }
        return false;
    }

    /** Returns the pid of the agent that uses a QEMU's server now, if that can be told. */
    static Optional<Long> user(QemuProcess process, QemuProcesses processes) {
        return find(process, processes).stream()
                .filter(ServerSocket::isInUse)
                .map(socket -> socket.agent().pid())
                .findFirst();
    }

    private static List<ServerSocket> find(QemuProcess process, QemuProcesses processes) {
        return processes.listeningPaths(process).stream()
                .map(ServerSocket::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}
