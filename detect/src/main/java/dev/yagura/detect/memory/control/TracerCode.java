package dev.yagura.detect.memory.control;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owner;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.FunctionTracer;
import dev.yagura.kernel.symbols.SymbolTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Tells calls into the kernel's function tracer from other calls at functions' entries. */
final class TracerCode {
    private final Partial<FunctionTracer> tracers;
    private final Owners owners;

    private TracerCode(Partial<FunctionTracer> tracers, Owners owners) {
        this.tracers = tracers;
        this.owners = owners;
    }

    /** Reads the tracers; there are none in kernels without a function tracer. */
    static TracerCode of(Linux linux, Owners owners) throws IOException {
        SymbolTable symbols = linux.kernel().symbols();
        boolean canTrace =
                symbols.address("ftrace_ops_list").isPresent()
                        && symbols.address("ftrace_list_end").isPresent();
        return new TracerCode(
                canTrace ? new Ftrace(linux).tracers() : new Partial<>(List.of(), List.of()),
                owners);
    }

    /** Returns the tracers that could not be read. */
    List<Partial.Missing> missing() {
        return tracers.missing();
    }

    /** Returns whether a call at a function's entry leads into the tracer. */
    boolean explains(long target) {
        return isTracerCode(target)
                || tracers.items().stream().anyMatch(tracer -> isTrampoline(tracer, target));
    }

    /**
     * Returns the tracer that may send a traced function elsewhere and is no part of the kernel
     * image, if a call at the function's entry can reach one.
     */
    Optional<FunctionTracer> redirector(long target) {
        return tracers.items().stream()
                .filter(FunctionTracer::mayRedirect)
                .filter(tracer -> !owners.isKernelText(tracer.callback()))
                .filter(tracer -> isTracerCode(target) || isTrampoline(tracer, target))
                .findFirst();
    }

    private boolean isTracerCode(long target) {
        return owners.isKernelText(target)
                && owners.of(target) instanceof Owner.Image(var nearest)
                && nearest.symbol().name().matches("(arch_)?ftrace_\\w+|__fentry__");
    }

    private static boolean isTrampoline(FunctionTracer tracer, long target) {
        return tracer.trampoline() != 0
                && Long.compareUnsigned(target - tracer.trampoline(), tracer.trampolineBytes()) < 0;
    }
}
