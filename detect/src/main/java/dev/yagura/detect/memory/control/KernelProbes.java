package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What kprobes and return probes call. */
final class KernelProbes {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.kprobe.foreign",
                    "kernel probe calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1056"),
                    "Every kprobe and return probe must call the kernel's own code, as"
                            + " those of perf, ftrace and BPF do, or code of a module that does"
                            + " not taint the kernel. Not seen: a rootkit that patches code"
                            + " without a probe, and one written into a listed module. Looking"
                            + " alike: tracing tools that bring a module, such as SystemTap; the"
                            + " module's taint in the evidence tells such, and confidence is"
                            + " medium.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private KernelProbes() {}

    static Detector detector() {
        return new PointerDetector(INFO, "kernel probes", false, KernelProbes::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Kprobes kprobes = new Kprobes(linux);
        Partial<Kprobe> probes = kprobes.list();
        Partial.Collector<Slot> slots = Partial.collector();
        probes.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (Kprobe probe : probes.items()) {
            String at = judge.describe(probe.address());
            add(slots, probe, at, "pre_handler", probe.preHandler());
            add(slots, probe, at, "post_handler", probe.postHandler());
            if (probe.atReturn()) {
                Partial.Collector<List<Long>> read = Partial.collector();
                read.add("return probe at " + at, () -> kprobes.returnHandlers(probe));
                Partial<List<Long>> handlers = read.done();
                handlers.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
                for (List<Long> both : handlers.items()) {
                    add(slots, probe, at, "handler", both.getFirst());
                    add(slots, probe, at, "entry_handler", both.getLast());
                }
            }
        }
        return slots.done();
    }

    private static void add(
            Partial.Collector<Slot> slots, Kprobe probe, String at, String member, long target) {
        Evidence.Value where =
                new Evidence.Value(
                        "kprobe at " + at,
                        probe.gva(),
                        "addr",
                        at,
                        "no probe, or one of the kernel's own");
        slots.add(
                Slot.of(
                                "%s of kprobe at %s".formatted(member, at),
                                probe.gva(),
                                target,
                                Set.of(Slot.User.OWN_MODULES),
                                "a handler of the kernel's own")
                        .with(List.of(where)));
    }
}
