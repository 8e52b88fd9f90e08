package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.trace.FunctionTracer;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks whether the first instructions of handlers send the call elsewhere. */
final class HandlerCode {
    private static final int SHOWN_BYTES = 24;

    private final AddressSpace memory;
    private final Linux linux;
    private final Owners owners;
    private final TracerCode tracers;

    HandlerCode(Linux linux, Owners owners) throws IOException {
        this.linux = linux;
        this.memory = linux.kernel().memory();
        this.owners = owners;
        this.tracers = TracerCode.of(linux, owners);
    }

    /** Returns the function tracers that could not be read; one may be behind a traced handler. */
    List<Partial.Missing> missing() {
        return tracers.missing();
    }

    /**
     * Checks the entries of functions.
     *
     * @param functions addresses and names
     */
    List<SystemCallAudit.Deviation> deviations(Map<Long, String> functions) throws IOException {
        memory.prefetch(functions.keySet());
        Map<KernelFunction, EntryCode> entries = new LinkedHashMap<>();
        for (Map.Entry<Long, String> function : functions.entrySet()) {
            KernelFunction entry =
                    KernelFunction.entry(
                            linux.kernel(),
                            function.getValue(),
                            function.getKey(),
                            EntryCode.BYTES);
            entries.put(entry, EntryCode.of(entry, memory));
        }
        // In a kernel without tracing, a handler that is one tail call begins with its jump.
        boolean traced =
                entries.values().stream()
                        .anyMatch(code ->
                                code instanceof EntryCode.Traced
                                        || (code instanceof EntryCode.Plain(boolean nop) && nop));
        List<SystemCallAudit.Deviation> deviations = new ArrayList<>();
        entries.forEach((entry, code) -> judge(entry, code, traced, deviations));
        return deviations;
    }

    private void judge(
            KernelFunction entry,
            EntryCode code,
            boolean traced,
            List<SystemCallAudit.Deviation> deviations) {
        switch (code) {
            case EntryCode.Plain _ -> {}
            case EntryCode.Breakpoint(long at) ->
                    deviations.add(
                            new SystemCallAudit.Deviation(
                                    "handler %s begins with a breakpoint".formatted(entry.name()),
                                    Confidence.LOW,
                                    List.of(bytes(entry, "the handler's own code"))));
            case EntryCode.Traced(long from, long target) -> {
                if (!tracers.explains(target)) {
                    deviations.add(diverted(entry, from, target));
                } else {
                    tracers.redirector(target)
                            .ifPresent(ops -> deviations.add(redirected(entry, ops)));
                }
            }
            case EntryCode.Diverted(long from, long target, boolean inBody) -> {
                boolean ownCode = owners.isKernelText(target) && (inBody || !traced);
                if (!ownCode && !entry.contains(target)) {
                    deviations.add(diverted(entry, from, target));
                }
            }
        }
    }

    private SystemCallAudit.Deviation diverted(KernelFunction entry, long from, long target) {
        String owner = owners.of(target).describe();
        return new SystemCallAudit.Deviation(
                "handler %s begins with a way to %s".formatted(entry.name(), owner),
                Confidence.HIGH,
                List.of(
                        new Evidence.Pointer(
                                entry.name(), from, target, owner, "the handler's own code"),
                        bytes(entry, "the handler's own code")));
    }

    private SystemCallAudit.Deviation redirected(KernelFunction entry, FunctionTracer ops) {
        String owner = owners.of(ops.callback()).describe();
        return new SystemCallAudit.Deviation(
                "handler %s is traced by %s, which may replace it".formatted(entry.name(), owner),
                Confidence.MEDIUM,
                List.of(
                        new Evidence.Pointer(
                                "ftrace_ops.func",
                                ops.gva(),
                                ops.callback(),
                                owner,
                                "a callback of the kernel image")));
    }

    private static Evidence bytes(KernelFunction entry, String expected) {
        return new Evidence.Bytes(entry.name(), entry.gva(), entry.hex(0, SHOWN_BYTES), expected);
    }
}
