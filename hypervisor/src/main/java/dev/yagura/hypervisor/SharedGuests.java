package dev.yagura.hypervisor;

import dev.yagura.hypervisor.disk.DiskExports;
import dev.yagura.hypervisor.disk.StaleServers;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.QemuProcesses;
import dev.yagura.hypervisor.qmp.QmpAccess;
import dev.yagura.hypervisor.qmp.QmpQuestion;
import dev.yagura.hypervisor.tap.StaleTaps;
import dev.yagura.hypervisor.tap.Taps;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What sources of one guest share, for all guests; it stays as long as one of them does. */
final class SharedGuests {
    private final QemuProcesses processes;
    private final Optional<PauseJournal> journal;
    private final Map<String, WeakReference<SharedGuest>> guests = new HashMap<>();

    SharedGuests(QemuProcesses processes, Optional<PauseJournal> journal) {
        this.processes = processes;
        this.journal = journal;
    }

    synchronized SharedGuest of(QemuProcess process) {
        guests.values().removeIf(reference -> reference.get() == null);
        String key = process.pid() + " " + process.startTicks();
        WeakReference<SharedGuest> known = guests.get(key);
        SharedGuest guest = known == null ? null : known.get();
        if (guest == null) {
            guest =
                    new SharedGuest(
                            new GuestMonitor(process, processes, journal),
                            new DiskExports(process, processes),
                            new Taps(process, processes));
            guests.put(key, new WeakReference<>(guest));
        }
        return guest;
    }

    /**
     * Ends the exports of disks and takes off the taps that killed agents left behind.
     *
     * @param timeout for each answer of a QEMU
     * @return one line for people about each QEMU where there were any
     * @throws IOException if this host cannot be asked
     */
    List<String> endStale(Duration timeout) throws IOException {
        List<String> report = new ArrayList<>();
        for (QemuProcess process : processes.find()) {
            QmpAccess monitor = access(of(process).monitor(), timeout);
            try {
                StaleServers.stop(process, processes, monitor).ifPresent(report::add);
                StaleTaps.remove(process, monitor).ifPresent(report::add);
            } catch (IOException e) {
                report.add(
                        "%s: what a killed agent may have left is not ended: %s"
                                .formatted(process.label(), e.getMessage()));
            }
        }
        StaleTaps.forgetEnded();
        return report;
    }

    private static QmpAccess access(GuestMonitor monitor, Duration timeout) {
        return new QmpAccess() {
            @Override
            public <T> T ask(QmpQuestion<T> question) throws IOException {
                return monitor.ask(timeout, question);
            }
        };
    }
}
