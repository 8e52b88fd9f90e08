package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.kernel.fixture.FakeLinux;
import dev.yagura.kernel.fixture.FakeTimers;
import dev.yagura.kernel.fixture.FakeWaits;
import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Looks for hidden processes in a guest with five tasks: 1, 2, 10 with its thread 11, and 12. */
final class HiddenProcessScan {
    final FakeLinux fake = new FakeLinux();
    final FakeTimers timers = new FakeTimers(fake);
    final FakeWaits waits = new FakeWaits(fake);
    final List<Finding> findings = new ArrayList<>();

    HiddenProcessScan() {
        fake.process(1, 0, "init");
        fake.process(2, 0, "kthreadd");
        fake.process(10, 1, "server");
        fake.thread(11, 10, "server-io");
        fake.process(12, 10, "child");
    }

    /** Looks once, or, in a live guest, again at what was found. */
    ScanReport run(boolean live) {
        findings.clear();
        return Scan.of(
                        List.of(new HiddenProcessDetector()),
                        List.of(),
                        List.of(),
                        InstantSource.system())
                .run(GuestView.of(Linux.of(fake.guest().kernel()), live), findings::add);
    }

    List<String> titles() {
        return findings.stream().map(Finding::title).toList();
    }
}
