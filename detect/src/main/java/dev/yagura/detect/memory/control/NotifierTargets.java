package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.Notifier;
import dev.yagura.kernel.linux.control.Notifiers;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What the kernel calls when something happens. */
final class NotifierTargets {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.notifier.foreign",
                    "notifier chain calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1056.001"),
                    "Every function on the kernel's notifier chains (keyboard, modules,"
                            + " network devices, reboot, panic and some forty more) must be the"
                            + " kernel's own code or a module that does not taint the kernel. A"
                            + " function on the keyboard's chain sees what is typed, one on the"
                            + " modules' sees what is loaded. Not seen: chains that are not known"
                            + " by their symbol. Looking alike: drivers that a vendor's module"
                            + " brings; its taint in the evidence tells such, and confidence is"
                            + " medium.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private NotifierTargets() {}

    static Detector detector() {
        return new PointerDetector(INFO, "notifiers", true, NotifierTargets::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Partial<Notifier> notifiers = new Notifiers(linux).list();
        Partial.Collector<Slot> slots = Partial.collector();
        notifiers.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (Notifier notifier : notifiers.items()) {
            slots.add(
                    Slot.of(
                            "%s, notifier_block at 0x%x"
                                    .formatted(notifier.chain(), notifier.gva()),
                            notifier.gva(),
                            notifier.function(),
                            Set.of(Slot.User.OWN_MODULES),
                            "a function of the kernel's own"));
        }
        return slots.done();
    }
}
