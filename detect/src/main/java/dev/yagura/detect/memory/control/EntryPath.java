package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.control.KernelFunction;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The way from the processor's SYSCALL instruction to the dispatcher: {@code entry_SYSCALL_64}
 * calls {@code do_syscall_64}, which calls {@code x64_sys_call} or looks into the table.
 */
final class EntryPath {
    /** The entry code is spread over a few symbols; its call comes within this many bytes. */
    private static final int ENTRY_BYTES = 512;

    /** Larger than this, the dispatcher may have been made a part of the function. */
    private static final int MAX_SMALL_FUNCTION = 3072;

    private static final int SHOWN_BYTES = 16;

    private final Kernel kernel;
    private final Map<String, String> gaps = new LinkedHashMap<>();

    EntryPath(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Returns what could not be judged, and why; complete after {@link #deviations}. */
    Map<String, String> gaps() {
        return gaps;
    }

    /**
     * Checks the way.
     *
     * @param dispatchers symbols of the dispatchers and tables that 64-bit calls may go through
     */
    List<SystemCallAudit.Deviation> deviations(Set<String> dispatchers) throws IOException {
        List<SystemCallAudit.Deviation> deviations = new ArrayList<>();
        OptionalLong entry = kernel.symbols().address("entry_SYSCALL_64");
        Optional<KernelFunction> call = KernelFunction.read(kernel, "do_syscall_64");
        if (entry.isEmpty() || call.isEmpty()) {
            gaps.put("way to the dispatcher", "entry_SYSCALL_64 or do_syscall_64 was not found");
            return deviations;
        }
        KernelFunction code =
                KernelFunction.entry(kernel, "entry_SYSCALL_64", entry.getAsLong(), ENTRY_BYTES);
        if (!code.callsOrJumpsTo(call.get().gva())) {
            deviations.add(deviation(code, "do_syscall_64"));
        }
        String dispatcher =
                dispatchers.contains(SystemCallAbi.X64.dispatcher())
                        ? SystemCallAbi.X64.dispatcher()
                        : SystemCallAbi.X64.table();
        OptionalLong target = kernel.symbols().address(dispatcher);
        if (target.isPresent()
                && !call.get().callsOrJumpsTo(target.getAsLong())
                && !call.get().mentions(target.getAsLong())) {
            if (call.get().code().limit() <= MAX_SMALL_FUNCTION) {
                deviations.add(deviation(call.get(), dispatcher));
            } else {
                gaps.put("do_syscall_64", "does not refer to " + dispatcher);
            }
        }
        return deviations;
    }

    private static SystemCallAudit.Deviation deviation(KernelFunction function, String expected) {
        return new SystemCallAudit.Deviation(
                "%s does not lead to %s".formatted(function.name(), expected),
                Confidence.MEDIUM,
                List.of(
                        new Evidence.Bytes(
                                function.name(),
                                function.gva(),
                                function.hex(0, SHOWN_BYTES),
                                "code that refers to " + expected)));
    }
}
