package dev.yagura.bpf.jit;

import java.lang.classfile.CodeBuilder;

/** How a piece of a function ends. */
interface Exits {
    /** Writes that the function returns; register 0 is the result. */
    void finish(CodeBuilder code, Registers registers);

    /** Writes that the function goes on at an instruction outside of the piece. */
    void leave(CodeBuilder code, int target);
}
