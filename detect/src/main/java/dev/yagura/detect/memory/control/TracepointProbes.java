package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Tracepoint;
import dev.yagura.kernel.linux.trace.Tracepoints;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What tracepoints call. */
final class TracepointProbes {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.tracepoint.foreign",
                    "tracepoint calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1056"),
                    "Every probe of a tracepoint, those of modules included, must be"
                            + " the kernel's own code, the tracepoint's own module, or a module"
                            + " that does not taint the kernel; so must what the place itself"
                            + " calls. Not seen: BPF programs, which the kernel's own code calls"
                            + " (see linux.bpf.suspicious). Looking alike: tracers and security"
                            + " products that bring a module, as LTTng and Falco; the module's"
                            + " taint in the evidence tells such, and confidence is medium.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private TracepointProbes() {}

    static Detector detector() {
        return new PointerDetector(INFO, "tracepoints", false, TracepointProbes::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Partial<Tracepoint> points = new Tracepoints(linux).list();
        Partial.Collector<Slot> slots = Partial.collector();
        points.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (Tracepoint point : points.items()) {
            String owner = judge.moduleOf(point.gva());
            add(slots, point, "what tracepoint %s calls", point.called(), owner);
            for (Tracepoint.Probe probe : point.probes()) {
                add(slots, point, "probe of tracepoint %s", probe.function(), owner);
            }
        }
        return slots.done();
    }

    private static void add(
            Partial.Collector<Slot> slots,
            Tracepoint point,
            String form,
            long target,
            String owner) {
        slots.add(
                Slot.of(
                                form.formatted(point.name()),
                                point.gva(),
                                target,
                                Set.of(Slot.User.OWN_MODULES),
                                "a probe of the kernel's own")
                        .ownedBy(owner));
    }
}
