package dev.yagura.bpf.isa;

/** What an atomic instruction does to memory: RFC 9669, "Atomic operations". */
public enum AtomicOperation {
    /** Sum. */
    ADD,
    /** Bits of either. */
    OR,
    /** Bits of both. */
    AND,
    /** Bits of one only. */
    XOR,
    /** The operand takes the place of what was there. */
    EXCHANGE,
    /** The operand takes the place of what was there, if that equals register 0. */
    COMPARE_EXCHANGE;

    /**
     * Returns what memory holds afterwards.
     *
     * @param old what it held before
     * @param operand the value of the source register
     * @param expected the value of register 0
     */
    public long apply(long old, long operand, long expected) {
        return switch (this) {
            case ADD -> old + operand;
            case OR -> old | operand;
            case AND -> old & operand;
            case XOR -> old ^ operand;
            case EXCHANGE -> operand;
            case COMPARE_EXCHANGE -> old == expected ? operand : old;
        };
    }
}
