package dev.yagura.bpf.isa;

/** When a branch is taken: RFC 9669, "Jump Instructions". */
public enum Condition {
    /** Equal. */
    EQ,
    /** Not equal. */
    NE,
    /** Any bit in common. */
    SET,
    /** Greater, unsigned. */
    GT,
    /** Greater or equal, unsigned. */
    GE,
    /** Less, unsigned. */
    LT,
    /** Less or equal, unsigned. */
    LE,
    /** Greater, signed. */
    SGT,
    /** Greater or equal, signed. */
    SGE,
    /** Less, signed. */
    SLT,
    /** Less or equal, signed. */
    SLE;

    /**
     * Returns whether the condition holds. Of operands of 32 bits give sign-extended ones: both
     * orders, equality and common bits are the same for them.
     */
    public boolean holds(long a, long b) {
        return switch (this) {
            case EQ -> a == b;
            case NE -> a != b;
            case SET -> (a & b) != 0;
            case GT -> Long.compareUnsigned(a, b) > 0;
            case GE -> Long.compareUnsigned(a, b) >= 0;
            case LT -> Long.compareUnsigned(a, b) < 0;
            case LE -> Long.compareUnsigned(a, b) <= 0;
            case SGT -> a > b;
            case SGE -> a >= b;
            case SLT -> a < b;
            case SLE -> a <= b;
        };
    }
}
