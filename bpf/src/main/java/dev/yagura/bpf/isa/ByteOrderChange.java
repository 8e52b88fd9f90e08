package dev.yagura.bpf.isa;

/** How the bytes of a register are arranged: RFC 9669, "Byte Swap Instructions". */
public enum ByteOrderChange {
    /** From this machine's order, little-endian, to little-endian: the value is only cut. */
    TO_LITTLE,
    /** To big-endian. */
    TO_BIG,
    /** Reversed, whatever the order. */
    SWAP;

    /**
     * Returns the low bits of a value, rearranged and zero-extended.
     *
     * @param bits 16, 32 or 64
     */
    public long apply(long value, int bits) {
        long ordered = this == TO_LITTLE ? value : Long.reverseBytes(value) >>> (64 - bits);
        return ordered & (-1L >>> (64 - bits));
    }
}
