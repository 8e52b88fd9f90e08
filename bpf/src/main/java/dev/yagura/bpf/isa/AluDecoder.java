package dev.yagura.bpf.isa;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import org.jspecify.annotations.Nullable;

/** Decodes arithmetic, moves and changes of byte order. */
final class AluDecoder {
    private static final int NEG = 0x8;
    private static final int MOV = 0xB;
    private static final int END = 0xD;

    /** By the upper half of the opcode; signed ones are told by the offset. */
    private static final @Nullable AluOperation[] ALU_OPERATIONS = {
        AluOperation.ADD,
        AluOperation.SUB,
        AluOperation.MUL,
        AluOperation.DIV,
        AluOperation.OR,
        AluOperation.AND,
        AluOperation.LSH,
        AluOperation.RSH,
        null,
        AluOperation.MOD,
        AluOperation.XOR,
        AluOperation.MOV,
        AluOperation.ARSH,
        null,
        null,
        null
    };

    private final Encoded in;

    AluDecoder(Encoded in) {
        this.in = in;
    }

    /** Decodes an operation of a width. */
    Instruction decode(Width width) throws MalformedStructureException {
        int code = in.opcode() >> 4;
        boolean byRegister = in.byRegister();
        if (code == END) {
            return arrange(width, byRegister);
        }
        if (code == NEG) {
            in.requireUnused(!byRegister);
            in.require(in.immediate(), "imm", 0);
            in.require(in.offset(), "offset", 0);
            return new Instruction.Negate(width, in.written());
        }
        AluOperation operation = ALU_OPERATIONS[code];
        if (operation == null) {
            throw in.unknown();
        }
        int offset = in.offset();
        if (code == MOV && byRegister && offset != 0) {
            return signExtend(width, offset);
        }
        if (offset == 1 && operation == AluOperation.DIV) {
            operation = AluOperation.SDIV;
        } else if (offset == 1 && operation == AluOperation.MOD) {
            operation = AluOperation.SMOD;
        } else {
            in.require(offset, "offset", 0);
        }
        return new Instruction.Alu(operation, width, in.written(), in.source(byRegister));
    }

    private Instruction signExtend(Width width, int bits) throws MalformedStructureException {
        in.require(in.immediate(), "imm", 0);
        boolean known = bits == 8 || bits == 16 || (bits == 32 && width == Width.BITS_64);
        if (!known) {
            throw in.malformed(
                    Reason.OUT_OF_RANGE, "offset", "is " + bits + ", expected 8, 16, 32");
        }
        return new Instruction.SignExtend(width, in.written(), in.sourceRegister(), bits);
    }

    private Instruction arrange(Width width, boolean toBig) throws MalformedStructureException {
        in.require(in.offset(), "offset", 0);
        in.require(in.sourceField(), "src_reg", 0);
        int bits = in.immediate();
        if (bits != 16 && bits != 32 && bits != 64) {
            throw in.malformed(Reason.OUT_OF_RANGE, "imm", "is " + bits + ", expected 16, 32, 64");
        }
        if (width == Width.BITS_64) {
            in.requireUnused(!toBig);
            return new Instruction.Arrange(ByteOrderChange.SWAP, in.written(), bits);
        }
        ByteOrderChange change = toBig ? ByteOrderChange.TO_BIG : ByteOrderChange.TO_LITTLE;
        return new Instruction.Arrange(change, in.written(), bits);
    }
}
