package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.yagura.bpf.run.Machine;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * What is left of the instructions, as a local variable of one method: in a field of the machine,
 * each round of a loop would wait for the store of the one before. The machine has it while other
 * methods run.
 *
 * @param local the variable
 */
record Budget(int local) {
    private static final ClassDesc MACHINE = Machine.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc GIVE = MethodTypeDesc.of(CD_void, CD_long);
    private static final MethodTypeDesc TAKE = MethodTypeDesc.of(CD_long);

    /** Writes that the machine has it. The machine must be local variable 0. */
    void give(CodeBuilder code) {
        code.aload(0).lload(local).invokevirtual(MACHINE, "left", GIVE);
    }

    /** Writes that this method has it. */
    void take(CodeBuilder code) {
        code.aload(0).invokevirtual(MACHINE, "left", TAKE).lstore(local);
    }
}
