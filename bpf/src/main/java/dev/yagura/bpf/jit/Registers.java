package dev.yagura.bpf.jit;

import dev.yagura.bpf.isa.Source;
import java.lang.classfile.CodeBuilder;

/** BPF registers as local variables of one method. */
final class Registers {
    /** How many there are. */
    static final int COUNT = 11;

    /** The frame pointer. */
    static final int FRAME = 10;

    private static final long LOW = 0xFFFF_FFFFL;

    private final CodeBuilder code;
    private final int[] locals;

    /**
     * Takes where they are.
     *
     * @param locals the local variable of each register
     */
    Registers(CodeBuilder code, int[] locals) {
        this.code = code;
        this.locals = locals;
    }

    /** Pushes a register. */
    void load(int register) {
        code.lload(locals[register]);
    }

    /** Pushes the low 32 bits of a register. */
    void loadInt(int register) {
        code.lload(locals[register]).l2i();
    }

    /** Pushes registers 1 to 5. */
    void loadArguments() {
        for (int register = 1; register <= 5; register++) {
            load(register);
        }
    }

    /** Pops a long into a register. */
    void store(int register) {
        code.lstore(locals[register]);
    }

    /** Pops an int into a register, zero-extended. */
    void storeInt(int register) {
        code.i2l();
        keepLow();
        store(register);
    }

    /** Clears the upper half of the long on top. */
    void keepLow() {
        code.loadConstant(LOW).land();
    }

    /** Pushes an operand. */
    void push(Source source) {
        switch (source) {
            case Source.Register(int number) -> load(number);
            case Source.Immediate(int value) -> push(value);
        }
    }

    /** Pushes the low 32 bits of an operand. */
    void pushInt(Source source) {
        switch (source) {
            case Source.Register(int number) -> loadInt(number);
            case Source.Immediate(int value) -> code.loadConstant(value);
        }
    }

    /** Pushes a number; small ones need no place among the constants. */
    void push(long value) {
        if (value == (short) value) {
            code.loadConstant((int) value).i2l();
        } else {
            code.loadConstant(value);
        }
    }
}
