package dev.yagura.bpf.isa;

/**
 * The fields of an encoded instruction: eight bytes, read as a little-endian number. RFC 9669,
 * "Instruction encoding".
 */
public final class Slot {
    /** Bytes of a slot. */
    public static final int BYTES = 8;

    /** The opcode that loads 64 bits at once and takes two slots. */
    public static final int LOAD_IMMEDIATE = 0x18;

    /** The opcode that calls by number or offset. */
    public static final int CALL = 0x85;

    /** What the source field of a {@link #CALL} says of one within the program. */
    public static final int CALL_LOCAL = 1;

    private Slot() {}

    /** Returns the slot of these fields. */
    public static long of(int opcode, int destination, int source, int offset, int immediate) {
        return (opcode & 0xFFL)
                | (destination & 0xFL) << 8
                | (source & 0xFL) << 12
                | (offset & 0xFFFFL) << 16
                | (long) immediate << 32;
    }

    /** Returns the opcode, 0 to 255. */
    public static int opcode(long slot) {
        return (int) slot & 0xFF;
    }

    /** Returns the destination register, 0 to 15. */
    public static int destination(long slot) {
        return (int) (slot >>> 8) & 0xF;
    }

    /** Returns the source register, 0 to 15. */
    public static int source(long slot) {
        return (int) (slot >>> 12) & 0xF;
    }

    /** Returns the offset, signed. */
    public static int offset(long slot) {
        return (short) (slot >>> 16);
    }

    /** Returns the immediate, signed. */
    public static int immediate(long slot) {
        return (int) (slot >>> 32);
    }

    /** Returns a slot with another immediate. */
    public static long withImmediate(long slot, int immediate) {
        return (slot & 0xFFFF_FFFFL) | (long) immediate << 32;
    }

    /** Returns a slot with another offset. */
    public static long withOffset(long slot, int offset) {
        return (slot & ~0xFFFF_0000L) | (offset & 0xFFFFL) << 16;
    }

    /** Returns a slot with another source field. */
    public static long withSource(long slot, int source) {
        return (slot & ~0xF000L) | (source & 0xFL) << 12;
    }
}
