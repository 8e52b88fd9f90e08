package dev.yagura.bpf.isa;

/** The second operand of an instruction. */
public sealed interface Source {
    /**
     * The value of a register.
     *
     * @param number 0 to 10
     */
    record Register(int number) implements Source {}

    /**
     * A constant.
     *
     * @param value sign-extended from 32 bits
     */
    record Immediate(int value) implements Source {}
}
