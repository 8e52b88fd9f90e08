package dev.yagura.detect.memory.control;

import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.control.InterruptGate;
import dev.yagura.kernel.linux.control.Interrupts;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Where interrupts and exceptions lead. */
final class InterruptGates {
    /** Exceptions come first; {@code NUM_EXCEPTION_VECTORS}, arch/x86/include/asm/segment.h. */
    private static final int EXCEPTIONS = 32;

    /** {@code EARLY_IDT_HANDLER_SIZE}: without and with a landing pad. */
    private static final List<Long> EARLY_BYTES = List.of(9L, 13L);

    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.idt.redirected",
                    "interrupt leads elsewhere than to the kernel entry code",
                    Severity.CRITICAL,
                    List.of("T1014", "T1562"),
                    "Every present gate of the interrupt descriptor table must lead"
                            + " into the kernel's own entry code, the only place from which a"
                            + " processor may enter it; code elsewhere in the image is not"
                            + " enough. Not seen: another table that a processor's register"
                            + " points to, and changed instructions behind a right gate. Nothing"
                            + " benign looks alike: no module may change a gate.",
                    "Read the evidence's target with a disassembler; look which module owned its"
                            + " memory. Take the guest as compromised: capture its memory before"
                            + " anything else, then isolate it.");

    private InterruptGates() {}

    static Detector detector() {
        return new PointerDetector(INFO, "interrupt gates", false, InterruptGates::read);
    }

    private static Partial<Slot> read(Linux linux, TargetJudge judge) throws IOException {
        long start = Symbols.require(linux.kernel(), "__entry_text_start");
        long end = Symbols.require(linux.kernel(), "__entry_text_end");
        GvaRange entry = new GvaRange(start, Math.max(0, end - start));
        Partial.Collector<Slot> slots = Partial.collector();
        for (InterruptGate gate : Interrupts.read(linux.kernel())) {
            if (gate.present() && !isUnused(linux, gate)) {
                slots.add(
                        Slot.of(
                                        "idt_table[%d]".formatted(gate.vector()),
                                        gate.gva(),
                                        gate.handler(),
                                        Slot.NOBODY_ELSE,
                                        "the kernel's entry code")
                                .within(entry)
                                .about("interrupt %d".formatted(gate.vector())));
            }
        }
        return slots.done();
    }

    /** Gates of exceptions that processors do not raise lead where they led during the start. */
    private static boolean isUnused(Linux linux, InterruptGate gate) {
        OptionalLong first = linux.kernel().symbols().address("early_idt_handler_array");
        return first.isPresent()
                && gate.vector() < EXCEPTIONS
                && EARLY_BYTES.stream()
                        .anyMatch(bytes ->
                                gate.handler() == first.getAsLong() + bytes * gate.vector());
    }
}
