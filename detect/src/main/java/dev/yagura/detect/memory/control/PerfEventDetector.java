package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.PerfEvent;
import dev.yagura.kernel.linux.trace.PerfEvents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds perf events by which somebody has the kernel call code, and those of nobody's. */
final class PerfEventDetector implements Detector {
    /** PMUs whose events are probes of code. */
    private static final Set<String> PROBES = Set.of("kprobe", "uprobe");

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.perf-event.foreign",
                    "perf event that somebody else is called by",
                    Severity.CRITICAL,
                    List.of("T1014", "T1056"),
                    "With each sample of a perf event the kernel calls its handler, which must be"
                            + " the kernel's own or of a module that does not taint it, as KVM's"
                            + " is. An event that probes code (kprobe, uprobe), and a breakpoint"
                            + " in the kernel's own code, must have the process that opened it, or"
                            + " run a BPF program (which linux.bpf.unowned judges): one without is"
                            + " of the kernel's own making, which makes none of these. Not seen:"
                            + " events of tasks that no list shows, and debug registers that were"
                            + " set without an event. Looking alike: a tracer's module, whose taint"
                            + " in the evidence tells it, and confidence is medium; an event whose"
                            + " opener ended and left it to another process, and confidence is low.",
                    "Look with yagura show VM perf-events --json at all of its kind, and which"
                            + " module owned the handler's memory. Take the guest as compromised"
                            + " if nobody knows the handler.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        if (!context.linux().views().has("perf_event", "overflow_handler")) {
            context.notCovered("perf events", "the kernel has no such events");
            return;
        }
        TargetJudge judge = TargetJudge.of(context.linux());
        judge.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        Partial<PerfEvent> events = PerfEvents.list(context.linux());
        events.missing().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        context.lookedAt("perf events", events.items().size());
        for (PerfEvent event : events.items()) {
            handler(context, judge, event);
            if (event.creator().isEmpty() && event.programGva() == 0) {
                nobodys(context, judge, event);
            }
        }
    }

    private static void handler(DetectorContext context, TargetJudge judge, PerfEvent event)
            throws IOException {
        if (event.overflowHandler() == 0) {
            return;
        }
        Slot slot =
                Slot.of(
                        "handler of " + name(event),
                        event.gva(),
                        event.overflowHandler(),
                        Set.of(Slot.User.OWN_MODULES),
                        "a handler of the kernel's own");
        Optional<Confidence> doubt = judge.doubt(slot);
        if (doubt.isPresent()) {
            String target = judge.describe(slot.target());
            context.report(
                    doubt.get(),
                    slot.subject(),
                    "%s leads to %s".formatted(slot.subject(), target),
                    List.of(
                            new Evidence.Pointer(
                                    slot.place(),
                                    slot.gva(),
                                    slot.target(),
                                    target,
                                    slot.expected()),
                            of(event)));
        }
    }

    private static void nobodys(DetectorContext context, TargetJudge judge, PerfEvent event)
            throws IOException {
        boolean breakpoint = judge.isKernelText(event.breakpointGva());
        if (!breakpoint && !PROBES.contains(event.pmu())) {
            return;
        }
        String place = breakpoint ? " at " + judge.describe(event.breakpointGva()) : "";
        context.report(
                breakpoint ? Confidence.MEDIUM : Confidence.LOW,
                name(event),
                "%s%s was opened by no process that is there".formatted(name(event), place),
                List.of(
                        new Evidence.Value(
                                name(event),
                                event.gva(),
                                "owner",
                                "nobody" + place,
                                "a process, or a BPF program to run"),
                        of(event)));
    }

    private static Evidence of(PerfEvent event) {
        return new Evidence.Value(
                name(event),
                event.gva(),
                "ctx",
                event.pid().isPresent() ? "thread " + event.pid().getAsInt() : "CPU " + event.cpu(),
                "none of somebody else's");
    }

    private static String name(PerfEvent event) {
        return "perf event of %s at 0x%x".formatted(event.pmu(), event.gva());
    }
}
