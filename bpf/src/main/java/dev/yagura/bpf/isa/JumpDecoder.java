package dev.yagura.bpf.isa;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import org.jspecify.annotations.Nullable;

/** Decodes what changes the flow of control. */
final class JumpDecoder {
    private static final int JA = 0x0;
    private static final int CALL = 0x8;
    private static final int EXIT = 0x9;

    private static final @Nullable Condition[] CONDITIONS = {
        null,
        Condition.EQ,
        Condition.GT,
        Condition.GE,
        Condition.SET,
        Condition.NE,
        Condition.SGT,
        Condition.SGE,
        null,
        null,
        Condition.LT,
        Condition.LE,
        Condition.SLT,
        Condition.SLE,
        null,
        null
    };

    private final Encoded in;

    JumpDecoder(Encoded in) {
        this.in = in;
    }

    /** Decodes a jump, a call or the end; comparisons are of a width. */
    Instruction decode(Width width) throws MalformedStructureException {
        int code = in.opcode() >> 4;
        boolean byRegister = in.byRegister();
        if (code == CALL && width == Width.BITS_64) {
            return call(byRegister);
        }
        if (code == EXIT && width == Width.BITS_64) {
            in.requireUnused(!byRegister);
            in.require(in.destinationField(), "dst_reg", 0);
            in.require(in.offset(), "offset", 0);
            in.require(in.immediate(), "imm", 0);
            return new Instruction.Exit();
        }
        if (code == JA) {
            in.requireUnused(!byRegister);
            in.require(in.destinationField(), "dst_reg", 0);
            boolean far = width == Width.BITS_32;
            in.require(far ? in.offset() : in.immediate(), far ? "offset" : "imm", 0);
            return new Instruction.Jump(in.target(far ? in.immediate() : in.offset()));
        }
        Condition condition = CONDITIONS[code];
        if (condition == null) {
            throw in.unknown();
        }
        return new Instruction.Branch(
                condition,
                width,
                in.destinationRegister(),
                in.source(byRegister),
                in.target(in.offset()));
    }

    private Instruction call(boolean byRegister) throws MalformedStructureException {
        in.require(in.offset(), "offset", 0);
        if (byRegister) {
            in.require(in.sourceField(), "src_reg", 0);
            in.require(in.immediate(), "imm", 0);
            return new Instruction.CallRegister(in.destinationRegister());
        }
        in.require(in.destinationField(), "dst_reg", 0);
        return switch (in.sourceField()) {
            case 0 -> new Instruction.CallHelper(in.immediate());
            case Slot.CALL_LOCAL -> new Instruction.CallFunction(in.target(in.immediate()));
            default ->
                    throw in.malformed(
                            Reason.UNSUPPORTED,
                            "src_reg",
                            "is " + in.sourceField() + ", expected a helper or a function");
        };
    }
}
