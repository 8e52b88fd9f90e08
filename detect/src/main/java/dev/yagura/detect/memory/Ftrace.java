package dev.yagura.detect.memory;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owner;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the kernel's function tracer calls; {@code include/linux/ftrace.h}. */
final class Ftrace {
    /** {@code FTRACE_OPS_FL_IPMODIFY}, bit 12: the callback may return to somewhere else. */
    private static final long REDIRECTS = 1L << 12;

    /** Tracers at one time: a handful in practice. */
    private static final int MAX_TRACERS = 4096;

    @KernelStruct("ftrace_ops")
    interface FtraceOps extends StructView {
        long next();

        long flags();

        @KernelField("func")
        long callback();

        OptionalLong trampoline();

        OptionalLong trampolineSize();
    }

    private final List<FtraceOps> tracers;
    private final Owners owners;

    private Ftrace(List<FtraceOps> tracers, Owners owners) {
        this.tracers = tracers;
        this.owners = owners;
    }

    /** Reads the list of tracers; empty in kernels without a function tracer. */
    static Ftrace of(Linux linux, Owners owners) throws IOException {
        List<FtraceOps> tracers = new ArrayList<>();
        OptionalLong head = linux.kernel().symbols().address("ftrace_ops_list");
        OptionalLong end = linux.kernel().symbols().address("ftrace_list_end");
        if (head.isPresent() && end.isPresent()) {
            Set<Long> seen = new HashSet<>();
            long at = linux.kernel().memory().u64(head.getAsLong());
            while (at != 0 && at != end.getAsLong() && seen.size() < MAX_TRACERS && seen.add(at)) {
                FtraceOps tracer = linux.views().at(FtraceOps.class, at);
                tracers.add(tracer);
                at = tracer.next();
            }
        }
        return new Ftrace(tracers, owners);
    }

    /** Returns whether a call at a function's entry leads into the tracer. */
    boolean explains(long target) {
        return isTracerCode(target)
                || tracers.stream().anyMatch(tracer -> isTrampoline(tracer, target));
    }

    /**
     * Returns the callback that may send a traced function elsewhere and is no part of the kernel
     * image, if a call at the function's entry can reach one.
     */
    Optional<FtraceOps> redirector(long target) {
        return tracers.stream()
                .filter(tracer -> (tracer.flags() & REDIRECTS) != 0)
                .filter(tracer -> !owners.isKernelText(tracer.callback()))
                .filter(tracer -> isTracerCode(target) || isTrampoline(tracer, target))
                .findFirst();
    }

    private boolean isTracerCode(long target) {
        return owners.isKernelText(target)
                && owners.of(target) instanceof Owner.Image(var nearest)
                && nearest.symbol().name().matches("(arch_)?ftrace_\\w+|__fentry__");
    }

    private static boolean isTrampoline(FtraceOps tracer, long target) {
        long start = tracer.trampoline().orElse(0);
        return start != 0
                && Long.compareUnsigned(target - start, tracer.trampolineSize().orElse(0)) < 0;
    }
}
