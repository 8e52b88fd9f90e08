package dev.yagura.bpf.load;

import dev.yagura.bpf.isa.Slot;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.image.ElfFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The encoded instructions of all sections, while they are being changed. */
final class Code {
    private final Layout layout;
    private final long[] slots;

    private Code(Layout layout, long[] slots) {
        this.layout = layout;
        this.slots = slots;
    }

    static Code of(BpfObject object, Layout layout) throws MalformedStructureException {
        long[] slots = new long[layout.instructions()];
        for (ElfFile.Section section : layout.code()) {
            ByteBuffer.wrap(object.bytes(section))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(
                            slots,
                            layout.firstInstruction(section),
                            (int) (section.size() / Slot.BYTES));
        }
        return new Code(layout, slots);
    }

    /** Returns all of them, to be changed in place. */
    long[] slots() {
        return slots;
    }

    /** Returns a copy of those of a section. */
    long[] section(ElfFile.Section section) {
        int first = layout.firstInstruction(section);
        return Arrays.copyOfRange(slots, first, first + (int) (section.size() / Slot.BYTES));
    }
}
