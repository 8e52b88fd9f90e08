package dev.yagura.bpf.isa;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/** Decodes what loads and stores. */
final class MemoryDecoder {
    static final int LD = 0;
    static final int LDX = 1;
    static final int ST = 2;
    static final int STX = 3;

    private static final int MODE = 0xE0;
    private static final int MODE_MEM = 0x60;
    private static final int MODE_SIGNED = 0x80;
    private static final int MODE_ATOMIC = 0xC0;
    private static final int FETCH = 0x01;

    private final Encoded in;

    MemoryDecoder(Encoded in) {
        this.in = in;
    }

    /** Decodes a load, a store or an atomic operation of this class. */
    Instruction decode(int kind) throws MalformedStructureException {
        return switch (kind) {
            case LD -> loadImmediate();
            case LDX -> load();
            case ST -> {
                in.require(in.sourceField(), "src_reg", 0);
                yield store(new Source.Immediate(in.immediate()));
            }
            default -> (in.opcode() & MODE) == MODE_ATOMIC ? atomic() : storeRegister();
        };
    }

    private Instruction loadImmediate() throws MalformedStructureException {
        if (in.opcode() != Slot.LOAD_IMMEDIATE) {
            throw in.malformed(Reason.UNSUPPORTED, "opcode", "is packet access");
        }
        in.require(in.offset(), "offset", 0);
        if (in.sourceField() != 0) {
            throw in.malformed(
                    Reason.UNSUPPORTED,
                    "src_reg",
                    "names an object of kind " + in.sourceField() + ", expected a number");
        }
        long next = in.next();
        if ((next & 0xFFFF_FFFFL) != 0) {
            throw in.malformed(Reason.OUT_OF_RANGE, "next_imm", "has fields that must be 0");
        }
        long value = (in.immediate() & 0xFFFF_FFFFL) | (long) Slot.immediate(next) << 32;
        return new Instruction.LoadImmediate(in.written(), value);
    }

    private Instruction load() throws MalformedStructureException {
        int mode = in.opcode() & MODE;
        boolean signed = mode == MODE_SIGNED;
        if ((!signed && mode != MODE_MEM) || (signed && in.bytes() == 8)) {
            throw in.unknown();
        }
        in.require(in.immediate(), "imm", 0);
        return new Instruction.Load(
                in.written(), in.sourceRegister(), in.offset(), in.bytes(), signed);
    }

    private Instruction storeRegister() throws MalformedStructureException {
        in.require(in.immediate(), "imm", 0);
        return store(new Source.Register(in.sourceRegister()));
    }

    private Instruction store(Source source) throws MalformedStructureException {
        if ((in.opcode() & MODE) != MODE_MEM) {
            throw in.unknown();
        }
        return new Instruction.Store(in.destinationRegister(), in.offset(), in.bytes(), source);
    }

    private Instruction atomic() throws MalformedStructureException {
        int operation = in.immediate();
        boolean fetch = (operation & FETCH) != 0;
        AtomicOperation found =
                switch (operation & ~FETCH) {
                    case 0x00 -> AtomicOperation.ADD;
                    case 0x40 -> AtomicOperation.OR;
                    case 0x50 -> AtomicOperation.AND;
                    case 0xA0 -> AtomicOperation.XOR;
                    case 0xE0 -> AtomicOperation.EXCHANGE;
                    case 0xF0 -> AtomicOperation.COMPARE_EXCHANGE;
                    default -> throw unknownAtomic(operation);
                };
        boolean exchanges =
                found == AtomicOperation.EXCHANGE || found == AtomicOperation.COMPARE_EXCHANGE;
        if (in.bytes() < 4 || (exchanges && !fetch)) {
            throw unknownAtomic(operation);
        }
        int source = in.sourceRegister();
        if (fetch && found != AtomicOperation.COMPARE_EXCHANGE && source == Encoded.FRAME_POINTER) {
            throw in.malformed(Reason.OUT_OF_RANGE, "src_reg", "is 10, expected 0..9");
        }
        return new Instruction.Atomic(
                found, fetch, in.destinationRegister(), in.offset(), in.bytes(), source);
    }

    private MalformedStructureException unknownAtomic(int operation) {
        return in.malformed(
                Reason.UNSUPPORTED,
                "imm",
                "is 0x" + Integer.toHexString(operation) + ", no atomic operation of this size");
    }
}
