package dev.yagura.detect.memory.control;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Evidence;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.control.Instructions;
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
 * calls {@code do_syscall_64}, which calls {@code x64_sys_call} or looks into the table. All
 * entries begin with SWAPGS, before which no kernel can do anything.
 */
final class EntryPath {
    /** The entry code is spread over a few symbols; its call comes within this many bytes. */
    private static final int ENTRY_BYTES = 512;

    /** Where the registers for system calls lead: 64-bit, 32-bit by either instruction. */
    private static final List<String> ENTRIES =
            List.of("entry_SYSCALL_64", "entry_SYSENTER_compat", "entry_SYSCALL_compat");

    private static final int[] SWAPGS = {0x0F, 0x01, 0xF8};

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
        addDivertedStarts(deviations);
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

    /** A jump laid over the start of an entry leads away, whatever still stands behind it. */
    private void addDivertedStarts(List<SystemCallAudit.Deviation> deviations) throws IOException {
        for (String name : ENTRIES) {
            OptionalLong gva = kernel.symbols().address(name);
            if (gva.isPresent()) {
                KernelFunction code =
                        KernelFunction.entry(kernel, name, gva.getAsLong(), EntryCode.BYTES);
                int start = Instructions.landingPad(code, 0);
                boolean swaps = code.has(start, SWAPGS.length);
                for (int i = 0; swaps && i < SWAPGS.length; i++) {
                    swaps = code.u8(start + i) == SWAPGS[i];
                }
                if (!swaps) {
                    deviations.add(
                            deviation(
                                    code,
                                    name + " does not begin with swapgs",
                                    Confidence.HIGH,
                                    "swapgs, 0f 01 f8, behind a landing pad if there is one"));
                }
            }
        }
    }

    private static SystemCallAudit.Deviation deviation(KernelFunction function, String expected) {
        return deviation(
                function,
                "%s does not lead to %s".formatted(function.name(), expected),
                Confidence.MEDIUM,
                "code that refers to " + expected);
    }

    private static SystemCallAudit.Deviation deviation(
            KernelFunction function, String title, Confidence confidence, String expected) {
        return new SystemCallAudit.Deviation(
                title,
                confidence,
                List.of(
                        new Evidence.Bytes(
                                function.name(),
                                function.gva(),
                                function.hex(0, SHOWN_BYTES),
                                expected)));
    }
}
