package dev.yagura.bpf.isa;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/** The fields of one encoded instruction, each with the check that the standard asks for. */
final class Encoded {
    static final int FRAME_POINTER = 10;

    private static final int BY_REGISTER = 0x08;

    private final long[] slots;
    private final int at;

    /**
     * Points to an instruction.
     *
     * @param slots the program
     * @param at which of them
     */
    Encoded(long[] slots, int at) {
        this.slots = slots;
        this.at = at;
    }

    /** Returns the slot behind this one, of an instruction that takes two. */
    long next() throws MalformedStructureException {
        if (at + 1 >= slots.length) {
            throw malformed(Reason.TRUNCATED, "next_imm", "is behind the end of the program");
        }
        return slots[at + 1];
    }

    /** Returns how many bytes a load or a store is about. */
    int bytes() {
        return switch (opcode() & 0x18) {
            case 0x00 -> 4;
            case 0x08 -> 2;
            case 0x10 -> 1;
            default -> 8;
        };
    }

    int opcode() {
        return Slot.opcode(slots[at]);
    }

    int immediate() {
        return Slot.immediate(slots[at]);
    }

    /** Returns the offset field, signed. */
    int offset() {
        return Slot.offset(slots[at]);
    }

    /** Returns the field of the source register, whatever it stands for. */
    int sourceField() {
        return Slot.source(slots[at]);
    }

    /** Returns the field of the destination register, whatever it stands for. */
    int destinationField() {
        return Slot.destination(slots[at]);
    }

    int sourceRegister() throws MalformedStructureException {
        return inRange("src_reg", sourceField(), FRAME_POINTER);
    }

    int destinationRegister() throws MalformedStructureException {
        return inRange("dst_reg", destinationField(), FRAME_POINTER);
    }

    /** Returns the destination register of what writes to it: not the frame pointer. */
    int written() throws MalformedStructureException {
        return inRange("dst_reg", destinationField(), FRAME_POINTER - 1);
    }

    private int inRange(String field, int register, int max) throws MalformedStructureException {
        if (register > max) {
            throw malformed(Reason.OUT_OF_RANGE, field, "is " + register + ", expected 0.." + max);
        }
        return register;
    }

    /** Requires that the source field and, by the opcode's bit, the register form are not used. */
    void requireUnused(boolean byImmediate) throws MalformedStructureException {
        if (!byImmediate) {
            throw unknown();
        }
        require(sourceField(), "src_reg", 0);
    }

    /** Requires that a field has a value. */
    void require(int found, String field, int expected) throws MalformedStructureException {
        if (found != expected) {
            throw malformed(Reason.OUT_OF_RANGE, field, "is " + found + ", expected " + expected);
        }
    }

    /** Says that the standard has no such opcode. */
    MalformedStructureException unknown() {
        return malformed(
                Reason.UNSUPPORTED,
                "opcode",
                "is 0x" + Integer.toHexString(opcode()) + ", which RFC 9669 does not have");
    }

    /** Returns what an operation takes beside its destination. */
    Source source(boolean byRegister) throws MalformedStructureException {
        if (byRegister) {
            require(immediate(), "imm", 0);
            return new Source.Register(sourceRegister());
        }
        require(sourceField(), "src_reg", 0);
        return new Source.Immediate(immediate());
    }

    /**
     * Returns the instruction that a jump leads to.
     *
     * @param distance from the instruction behind this one
     */
    int target(int distance) throws MalformedStructureException {
        long target = at + 1L + distance;
        if (target < 0 || target >= slots.length) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "offset",
                    "leads to instruction " + target + " of " + slots.length);
        }
        return (int) target;
    }

    /** Returns whether the second operand is a register, by the opcode. */
    boolean byRegister() {
        return (opcode() & BY_REGISTER) != 0;
    }

    /** Says what is wrong with a field. */
    MalformedStructureException malformed(Reason reason, String field, String detail) {
        return new MalformedStructureException(
                reason, "bpf instruction " + at, field, (long) Slot.BYTES * at, detail);
    }
}
