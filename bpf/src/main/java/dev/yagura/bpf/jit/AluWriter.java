package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.yagura.bpf.isa.AluOperation;
import dev.yagura.bpf.isa.ByteOrderChange;
import dev.yagura.bpf.isa.Condition;
import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.isa.Width;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Writes what works on registers alone. */
final class AluWriter {
    private static final ClassDesc DIVISION = Division.class.describeConstable().orElseThrow();
    private static final ClassDesc LONG = Long.class.describeConstable().orElseThrow();
    private static final ClassDesc INTEGER = Integer.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc LONGS = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc INTS = MethodTypeDesc.of(CD_int, CD_int, CD_int);
    private static final MethodTypeDesc ONE_LONG = MethodTypeDesc.of(CD_long, CD_long);
    private static final MethodTypeDesc COMPARE_LONGS = MethodTypeDesc.of(CD_int, CD_long, CD_long);

    private final CodeBuilder code;
    private final Registers registers;

    AluWriter(CodeBuilder code, Registers registers) {
        this.code = code;
        this.registers = registers;
    }

    void alu(Instruction.Alu alu) {
        if (alu.width() == Width.BITS_64) {
            alu64(alu);
        } else {
            alu32(alu);
        }
    }

    private void alu64(Instruction.Alu alu) {
        if (alu.operation() != AluOperation.MOV) {
            registers.load(alu.destination());
        }
        switch (alu.operation()) {
            case LSH, RSH, ARSH -> registers.pushInt(alu.source());
            default -> registers.push(alu.source());
        }
        switch (alu.operation()) {
            case ADD -> code.ladd();
            case SUB -> code.lsub();
            case MUL -> code.lmul();
            case OR -> code.lor();
            case AND -> code.land();
            case XOR -> code.lxor();
            case LSH -> code.lshl();
            case RSH -> code.lushr();
            case ARSH -> code.lshr();
            case DIV -> code.invokestatic(DIVISION, "div", LONGS);
            case SDIV -> code.invokestatic(DIVISION, "sdiv", LONGS);
            case MOD -> code.invokestatic(DIVISION, "mod", LONGS);
            case SMOD -> code.invokestatic(DIVISION, "smod", LONGS);
            case MOV -> {
                // The operand is what is stored.
            }
        }
        registers.store(alu.destination());
    }

    private void alu32(Instruction.Alu alu) {
        if (alu.operation() != AluOperation.MOV) {
            registers.loadInt(alu.destination());
        }
        registers.pushInt(alu.source());
        switch (alu.operation()) {
            case ADD -> code.iadd();
            case SUB -> code.isub();
            case MUL -> code.imul();
            case OR -> code.ior();
            case AND -> code.iand();
            case XOR -> code.ixor();
            case LSH -> code.ishl();
            case RSH -> code.iushr();
            case ARSH -> code.ishr();
            case DIV -> code.invokestatic(DIVISION, "div", INTS);
            case SDIV -> code.invokestatic(DIVISION, "sdiv", INTS);
            case MOD -> code.invokestatic(DIVISION, "mod", INTS);
            case SMOD -> code.invokestatic(DIVISION, "smod", INTS);
            case MOV -> {
                // The operand is what is stored.
            }
        }
        registers.storeInt(alu.destination());
    }

    void negate(Instruction.Negate negate) {
        registers.load(negate.destination());
        code.lneg();
        if (negate.width() == Width.BITS_32) {
            registers.keepLow();
        }
        registers.store(negate.destination());
    }

    void signExtend(Instruction.SignExtend extend) {
        registers.load(extend.source());
        signExtend(extend.fromBits());
        if (extend.width() == Width.BITS_32) {
            registers.keepLow();
        }
        registers.store(extend.destination());
    }

    /** Extends the sign of the low bits of the long on top. */
    void signExtend(int fromBits) {
        code.l2i();
        switch (fromBits) {
            case 8 -> code.i2b();
            case 16 -> code.i2s();
            default -> {
                // An int has its sign.
            }
        }
        code.i2l();
    }

    void arrange(Instruction.Arrange arrange) {
        registers.load(arrange.destination());
        int unused = 64 - arrange.bits();
        if (arrange.change() != ByteOrderChange.TO_LITTLE) {
            code.invokestatic(LONG, "reverseBytes", ONE_LONG).loadConstant(unused).lushr();
        } else if (unused != 0) {
            code.loadConstant(unused).lshl().loadConstant(unused).lushr();
        }
        registers.store(arrange.destination());
    }

    /** Writes a jump that is taken if the condition of a branch holds. */
    void branch(Instruction.Branch branch, Label taken) {
        if (branch.width() == Width.BITS_64) {
            registers.load(branch.left());
            registers.push(branch.right());
            compare64(branch.condition());
        } else {
            registers.loadInt(branch.left());
            registers.pushInt(branch.right());
            compare32(branch.condition());
        }
        switch (branch.condition()) {
            case EQ -> code.ifeq(taken);
            case NE, SET -> code.ifne(taken);
            case GT, SGT -> code.ifgt(taken);
            case GE, SGE -> code.ifge(taken);
            case LT, SLT -> code.iflt(taken);
            case LE, SLE -> code.ifle(taken);
        }
    }

    private void compare64(Condition condition) {
        switch (condition) {
            case EQ, NE, SGT, SGE, SLT, SLE -> code.lcmp();
            case GT, GE, LT, LE -> code.invokestatic(LONG, "compareUnsigned", COMPARE_LONGS);
            case SET -> code.land().lconst_0().lcmp();
        }
    }

    private void compare32(Condition condition) {
        switch (condition) {
            case EQ, NE -> code.isub();
            case SGT, SGE, SLT, SLE -> code.invokestatic(INTEGER, "compare", INTS);
            case GT, GE, LT, LE -> code.invokestatic(INTEGER, "compareUnsigned", INTS);
            case SET -> code.iand();
        }
    }
}
