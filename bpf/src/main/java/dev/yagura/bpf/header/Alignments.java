package dev.yagura.bpf.header;

import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/** How a C compiler aligns types, worked out once for each. */
final class Alignments {
    private static final int BYTE = 8;
    private static final int MAX_DEPTH = 100;
    private static final int LARGEST = 16;

    private final BtfGraph types;
    private final byte[] bytes;
    private final boolean[] packed;

    Alignments(BtfGraph types) {
        this.types = types;
        this.bytes = new byte[types.count() + 1];
        this.packed = new boolean[types.count() + 1];
    }

    /** Returns the alignment of a type in bytes. */
    int of(int id) {
        return of(id, 0);
    }

    /** Returns whether members of a structure lie closer than their alignment lets them. */
    boolean isPacked(int id) {
        of(id, 0);
        return packed[id];
    }

    private int of(int id, int depth) {
        int at = types.strip(id);
        if (depth > MAX_DEPTH) {
            return 1;
        }
        return switch (types.kind(at)) {
            case BtfKind.PTR -> Long.BYTES;
            case BtfKind.INT, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.FLOAT ->
                    Math.clamp(Long.highestOneBit(types.recordedSize(at)), 1, LARGEST);
            case BtfKind.ARRAY -> of(types.element(at), depth + 1);
            case BtfKind.STRUCT, BtfKind.UNION -> ofComposite(at, depth);
            default -> 1;
        };
    }

    private int ofComposite(int id, int depth) {
        if (bytes[id] == 0) {
            bytes[id] = 1; // what a structure that contains itself finds
            int widest = 1;
            boolean close = false;
            for (int i = 0; i < types.parts(id); i++) {
                int alignment = of(types.partType(id, i), depth + 1);
                widest = Math.max(widest, alignment);
                close |=
                        types.bitfieldBits(id, i) > 0
                                ? crosses(id, i)
                                : types.offsetBits(id, i) % ((long) BYTE * alignment) != 0;
            }
            packed[id] = close || types.recordedSize(id) % widest != 0;
            bytes[id] = (byte) (packed[id] ? 1 : widest);
        }
        return bytes[id];
    }

    /** Whether a bit field begins in one unit of its type and ends in another. */
    private boolean crosses(int id, int member) {
        long unit = BYTE * types.size(types.partType(id, member)).orElse(0);
        long first = types.offsetBits(id, member);
        return unit > 0 && first / unit != (first + types.bitfieldBits(id, member) - 1) / unit;
    }
}
