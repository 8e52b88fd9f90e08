package dev.yagura.hypervisor.qemu;

import static java.util.Objects.requireNonNull;

import dev.yagura.hypervisor.qmp.QmpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One running QEMU.
 *
 * @param pid its process
 * @param startTicks when it started, in clock ticks after boot; with the pid this names a process
 *     for good
 * @param userId effective user it runs as
 * @param commandLine its arguments, as long as it does not change them
 * @param options what they say
 * @param qmpAddresses where it can be spoken to, best first
 */
public record QemuProcess(
        long pid,
        long startTicks,
        long userId,
        List<String> commandLine,
        QemuOptions options,
        List<QmpAddress> qmpAddresses) {
    /** Requires the components and copies the lists. */
    public QemuProcess {
        requireNonNull(options, "options");
        commandLine = List.copyOf(commandLine);
        qmpAddresses = List.copyOf(qmpAddresses);
    }

    /** Returns this process with {@code socket} as the first one where QMP is tried. */
    QemuProcess withQmpSocket(Path socket) {
        List<QmpAddress> addresses = new ArrayList<>(qmpAddresses);
        QmpAddress first = new QmpAddress.UnixSocket(socket);
        addresses.remove(first);
        addresses.addFirst(first);
        return new QemuProcess(pid, startTicks, userId, commandLine, options, addresses);
    }

    /** Returns the guest's name, or {@code qemu-PID} where it has none. */
    public String name() {
        return options.name().isEmpty() ? "qemu-" + pid : options.name();
    }

    /** Returns the process and the guest, for messages: {@code qemu 42 (web)}. */
    public String label() {
        return "qemu %d (%s)".formatted(pid, name());
    }
}
