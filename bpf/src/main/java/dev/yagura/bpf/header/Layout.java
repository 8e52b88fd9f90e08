package dev.yagura.bpf.header;

import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a C compiler would put the members of a structure, and what has to stand between them for
 * them to be where the kernel has them: BTF does not record attributes such as {@code aligned}.
 */
final class Layout {
    private static final int BYTE = 8;

    private final BtfGraph types;
    private final int id;
    private final Alignments alignments;
    private final boolean packed;
    private long atBits;
    private int holes;

    Layout(BtfGraph types, Alignments alignments, int id) {
        this.types = types;
        this.alignments = alignments;
        this.id = id;
        this.packed = alignments.isPacked(id);
    }

    /** Returns what stands before a member; then goes behind it. */
    List<String> fillBefore(int member) {
        if (types.kind(id) == BtfKind.UNION) {
            return List.of();
        }
        long offset = types.offsetBits(id, member);
        int bits = types.bitfieldBits(id, member);
        long size = BYTE * types.size(types.partType(id, member)).orElse(0);
        List<String> filling = List.of();
        if (offset > natural(member, bits, size)) {
            filling = fill(offset);
        }
        atBits = offset + (bits == 0 ? size : bits);
        return filling;
    }

    private long natural(int member, int bits, long size) {
        if (bits == 0) {
            long alignment =
                    packed ? BYTE : (long) BYTE * alignments.of(types.partType(id, member));
            return up(atBits, alignment);
        }
        boolean crosses = size > 0 && atBits / size != (atBits + bits - 1) / size;
        return crosses && !packed ? up(atBits, size) : atBits;
    }

    /** Returns what stands behind the last member. */
    List<String> fillEnd() {
        long end = BYTE * types.recordedSize(id);
        if (types.kind(id) == BtfKind.UNION) {
            // Members overlap: one of the whole length makes the union as long as it is.
            return up(longest(), (long) BYTE * alignments.of(id)) < end
                    ? List.of(hole(end / BYTE))
                    : List.of();
        }
        long alignment = (long) BYTE * alignments.of(id);
        return up(atBits, alignment) < end ? fill(end) : List.of();
    }

    private long longest() {
        long bits = 0;
        for (int i = 0; i < types.parts(id); i++) {
            int field = types.bitfieldBits(id, i);
            long size = BYTE * types.size(types.partType(id, i)).orElse(0);
            bits = Math.max(bits, field == 0 ? size : field);
        }
        return bits;
    }

    private List<String> fill(long untilBits) {
        List<String> filling = new ArrayList<>();
        long at = atBits;
        long whole = Math.min(up(at, BYTE), untilBits);
        if (at < whole) {
            filling.add("unsigned char : %d;\n".formatted(whole - at));
        }
        if (untilBits / BYTE > whole / BYTE) {
            filling.add(hole(untilBits / BYTE - whole / BYTE));
            whole = untilBits / BYTE * BYTE;
        }
        if (whole < untilBits) {
            filling.add("unsigned char : %d;\n".formatted(untilBits - whole));
        }
        atBits = untilBits;
        return filling;
    }

    private String hole(long bytes) {
        return "unsigned char __hole%d_%d[%d];\n".formatted(id, holes++, bytes);
    }

    private static long up(long bits, long alignment) {
        return (bits + alignment - 1) / alignment * alignment;
    }
}
