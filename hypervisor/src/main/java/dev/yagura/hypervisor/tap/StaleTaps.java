package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qmp.QmpAccess;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Taps that an agent attached to a QEMU and did not take off, because it was killed. */
public final class StaleTaps {
    private StaleTaps() {}

    /**
     * Removes what killed agents have left in a QEMU, which is asked only if there is something.
     *
     * @return one line for people, or empty if there was nothing
     * @throws IOException if QEMU cannot be asked
     */
    public static Optional<String> remove(QemuProcess process, QmpAccess monitor)
            throws IOException {
        Owner qemu = new Owner(process.pid(), process.startTicks());
        List<TapDirectory> stale = TapDirectory.stale();
        stale = stale.stream().filter(directory -> directory.qemu().equals(qemu)).toList();
        if (stale.isEmpty()) {
            return Optional.empty();
        }
        int removed = monitor.ask(qmp -> TapFilters.removeStale(new TapHost(qmp)));
        for (TapDirectory directory : stale) {
            directory.delete();
        }
        return Optional.of(
                "pid %d still mirrored packets for a killed agent; %d filters and sockets removed"
                        .formatted(process.pid(), removed));
    }

    /** Removes the marks of taps on QEMUs that have ended. */
    public static void forgetEnded() throws IOException {
        for (TapDirectory directory : TapDirectory.stale()) {
            if (!directory.qemu().runs()) {
                directory.delete();
            }
        }
    }
}
