package dev.yagura.bpf.isa;

/** How much of its operands an instruction works on. */
public enum Width {
    /** The low 32 bits; a result is zero-extended to 64. */
    BITS_32,
    /** All 64 bits. */
    BITS_64
}
