package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.DirectCall;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.FunctionTracer;
import dev.yagura.kernel.linux.trace.TracedFunction;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Who has functions traced, and where traced functions call. */
final class FunctionTracers {
    /** Functions of a tracer that are named one by one. */
    private static final int MAX_SHOWN = 16;

    private static final int CALL = 0xE8;
    private static final int CALL_BYTES = 5;

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.ftrace.hooked",
                    "function tracing calls code of somebody else",
                    Severity.CRITICAL,
                    List.of("T1014", "T1056", "T1562"),
                    "Every function tracer must be the kernel's own code: ftrace, perf,"
                            + " kprobes and live patching have one callback each, in the image. A"
                            + " direct call, a tracer's or one of the kernel's table of them, may"
                            + " lead into a BPF program. All buckets of a"
                            + " tracer's filter are read, and the evidence names the functions"
                            + " that it wants. Each function that is patched must call the"
                            + " tracer, or a trampoline that the kernel lists. Not seen: what is"
                            + " written into functions that the tracer does not patch, which"
                            + " linux.code.inline-hook judges. Looking alike: modules made for"
                            + " tracing, which live patches and BPF are not.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private FunctionTracers() {}

    static Detector detector() {
        return new PointerDetector(
                INFO, "function tracers and traced functions", false, FunctionTracers::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        Partial.Collector<Slot> slots = Partial.collector();
        if (linux.kernel().symbols().address("ftrace_ops_list").isEmpty()) {
            slots.missing("function tracers", "the kernel has no ftrace_ops_list");
            return slots.done();
        }
        Ftrace ftrace = new Ftrace(linux);
        Partial<FunctionTracer> tracers = ftrace.tracers();
        tracers.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (FunctionTracer tracer : tracers.items()) {
            tracer(tracer, judge, slots);
        }
        Partial<DirectCall> calls = ftrace.directCalls();
        calls.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        for (DirectCall call : calls.items()) {
            slots.add(direct(judge.describe(call.site()), call.site(), call.target()));
        }
        Partial<TracedFunction> functions = ftrace.functions();
        functions.missing().forEach(gap -> slots.missing(gap.what(), gap.why()));
        TracerCode code = TracerCode.of(linux, linux.owners());
        for (TracedFunction function : functions.items()) {
            if (function.isEnabled()) {
                slots.add(
                        "traced function at 0x%x".formatted(function.site()),
                        () -> site(linux.kernel().memory(), function, code, judge));
            }
        }
        return slots.done();
    }

    private static void tracer(
            FunctionTracer tracer, TargetJudge judge, Partial.Collector<Slot> slots)
            throws IOException {
        List<Evidence> wanted = new ArrayList<>();
        List<Long> sites = new ArrayList<>(tracer.filter().keySet());
        sites.sort(Comparator.comparing(judge::isKernelText).reversed().thenComparing(s -> s));
        for (long site : sites.subList(0, Math.min(sites.size(), MAX_SHOWN))) {
            wanted.add(
                    new Evidence.Value(
                            "ftrace_ops at 0x%x".formatted(tracer.gva()),
                            tracer.gva(),
                            "filter",
                            judge.describe(site),
                            "no function"));
        }
        String name = "tracer at 0x%x".formatted(tracer.gva());
        slots.add(callback(name, tracer, tracer.callback(), wanted));
        slots.add(callback(name, tracer, tracer.savedCallback(), wanted));
        slots.add(direct(name, tracer.gva(), tracer.directCall()).with(wanted));
        for (long target : Set.copyOf(tracer.filter().values())) {
            slots.add(direct(name, tracer.gva(), target).with(wanted));
        }
    }

    private static Slot callback(
            String name, FunctionTracer tracer, long target, List<Evidence> wanted) {
        return Slot.of(
                        "callback of " + name,
                        tracer.gva(),
                        target,
                        Slot.NOBODY_ELSE,
                        "a callback of the kernel image")
                .with(wanted);
    }

    private static Slot direct(String name, long gva, long target) {
        return Slot.of(
                "direct call of " + name, gva, target, Set.of(Slot.User.BPF), "a BPF program");
    }

    /** Returns where a patched function calls; 0 where it does not at the moment. */
    private static Slot site(
            AddressSpace memory, TracedFunction function, TracerCode code, TargetJudge judge)
            throws IOException {
        long next = function.site() + CALL_BYTES;
        boolean calls = memory.u8(function.site()) == CALL;
        long target = calls ? next + (int) memory.u32(function.site() + 1) : 0;
        return Slot.of(
                "call at " + judge.describe(function.site()),
                function.site(),
                code.explains(target) ? 0 : target,
                Set.of(Slot.User.BPF, Slot.User.TRAMPOLINES),
                "the tracer, or a trampoline that the kernel lists");
    }
}
