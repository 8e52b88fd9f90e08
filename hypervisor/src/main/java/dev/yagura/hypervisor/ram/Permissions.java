package dev.yagura.hypervisor.ram;

import dev.yagura.hypervisor.qemu.GuestUnavailableException;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qemu.ProcFs;
import dev.yagura.hypervisor.qemu.QemuProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says why a process may not be read, and what mends it. See ptrace(2), access mode checking. */
final class Permissions {
    private static final Path PTRACE_SCOPE = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private Permissions() {}

    /**
     * Returns the exception, for the caller to throw.
     *
     * @param error with which {@code /proc/PID/mem} could not be opened
     */
    static GuestUnavailableException denied(QemuProcess qemu, int error) {
        return new GuestUnavailableException(
                Reason.NO_PERMISSION,
                "%s: no permission to read its memory (error %d): %s"
                        .formatted(
                                qemu.label(), error, advice(qemu.userId(), ownUserId(), scope())));
    }

    /**
     * Returns what stands in the way.
     *
     * @param owner user id of the guest's process
     * @param self user id of this process, or -1 if unknown
     * @param scope {@code kernel.yama.ptrace_scope}, or 0 where there is none
     */
    static String advice(long owner, long self, int scope) {
        if (self == 0) {
            return scope >= 3
                    ? "kernel.yama.ptrace_scope is 3, which forbids it to all until the next boot"
                    : "this process lacks CAP_SYS_PTRACE (in a container: --cap-add SYS_PTRACE,"
                            + " --pid host)";
        }
        if (owner != self) {
            return "it runs as user id %d, this process as %d; run as root or as that user"
                    .formatted(owner, self);
        }
        if (scope > 0) {
            return "kernel.yama.ptrace_scope is %d; run as root, or: sysctl kernel.yama.ptrace_scope=0"
                    .formatted(scope);
        }
        return "it has dropped privileges or is marked as not dumpable; run as root";
    }

    private static long ownUserId() {
        try {
            return ProcFs.ofHost().userId(ProcessHandle.current().pid());
        } catch (IOException e) {
            return -1;
        }
    }

    private static int scope() {
        try {
            String text = Files.readString(PTRACE_SCOPE).trim();
            return text.matches("[0-3]") ? Integer.parseInt(text) : 0;
        } catch (IOException e) {
            return 0; // a kernel without Yama
        }
    }
}
