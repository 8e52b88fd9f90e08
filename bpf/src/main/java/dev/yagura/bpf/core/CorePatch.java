package dev.yagura.bpf.core;

import dev.yagura.bpf.isa.Slot;
import dev.yagura.bytes.MalformedStructureException;

/** Writes the answer to a relocation into its instruction. */
public final class CorePatch {
    /**
     * The helper that an instruction calls instead, whose relocation has no answer; there is none
     * of that number. It is libbpf's, and no harm while the instruction is never reached.
     */
    public static final int MISSING = 195_896_080;

    private static final int CLASS = 0x07;
    private static final int LD = 0;
    private static final int LDX = 1;
    private static final int ST = 2;
    private static final int STX = 3;
    private static final int ALU = 4;
    private static final int ALU64 = 7;
    private static final int BY_REGISTER = 0x08;
    private static final int SIZE = 0x18;

    private final long[] slots;
    private final CoreRelocation relocation;
    private final CoreResult result;
    private final int at;

    private CorePatch(long[] slots, CoreRelocation relocation, CoreResult result) {
        this.slots = slots;
        this.relocation = relocation;
        this.result = result;
        this.at = relocation.instruction();
    }

    /**
     * Changes the instruction of a relocation.
     *
     * @param slots the section that it is in
     * @throws MalformedStructureException if the instruction cannot hold the answer, is not what
     *     the relocation says it was, or loads a bit field directly, whose shifts cannot be adapted
     */
    public static void apply(long[] slots, CoreRelocation relocation, CoreResult result)
            throws MalformedStructureException {
        if (relocation.instruction() < 0 || relocation.instruction() >= slots.length) {
            throw relocation.malformed(
                    "insn_off", "is not below " + slots.length + " instructions");
        }
        new CorePatch(slots, relocation, result).apply();
    }

    private void apply() throws MalformedStructureException {
        if (!result.found()) {
            forbid();
            return;
        }
        int opcode = Slot.opcode(slots[at]);
        switch (opcode & CLASS) {
            case ALU, ALU64 -> {
                if ((opcode & BY_REGISTER) != 0) {
                    throw relocation.malformed("insn_off", "leads to an operation of registers");
                }
                check(Slot.immediate(slots[at]));
                slots[at] = Slot.withImmediate(slots[at], (int) result.value());
            }
            case LDX, ST, STX -> access(opcode);
            case LD -> loadImmediate();
            default -> throw relocation.malformed("insn_off", "leads to a jump");
        }
    }

    private void access(int opcode) throws MalformedStructureException {
        if (relocation.kind() == CoreKind.FIELD_BYTE_OFFSET && result.bitfield()) {
            throw relocation.malformed(
                    "insn_off",
                    "leads to a direct access of a bit field, whose shifts stay as they are");
        }
        check(Slot.offset(slots[at]));
        if (result.value() < 0 || result.value() > Short.MAX_VALUE) {
            throw relocation.malformed("insn_off", "gets " + result.value() + ", over 32767");
        }
        if (result.bytes() != result.originalBytes()) {
            if (!result.resizable()) {
                forbid();
                return;
            }
            slots[at] = (slots[at] & ~(long) SIZE) | resized(opcode);
        }
        slots[at] = Slot.withOffset(slots[at], (int) result.value());
    }

    private int resized(int opcode) throws MalformedStructureException {
        if (bytes(opcode) != result.originalBytes()) {
            throw relocation.malformed(
                    "insn_off",
                    "leads to an access of %d bytes, expected %d"
                            .formatted(bytes(opcode), result.originalBytes()));
        }
        for (int size = 0; size <= SIZE; size += 8) {
            if (bytes(size) == result.bytes()) {
                return size;
            }
        }
        throw relocation.malformed("insn_off", "gets " + result.bytes() + " bytes to access");
    }

    private static int bytes(int opcode) {
        return switch (opcode & SIZE) {
            case 0x00 -> 4;
            case 0x08 -> 2;
            case 0x10 -> 1;
            default -> 8;
        };
    }

    private void loadImmediate() throws MalformedStructureException {
        boolean whole =
                isLoadImmediate()
                        && Slot.source(slots[at]) == 0
                        && Slot.offset(slots[at]) == 0
                        && (slots[at + 1] & 0xFFFF_FFFFL) == 0;
        if (!whole) {
            throw relocation.malformed("insn_off", "leads to no load of a number");
        }
        check(
                (Slot.immediate(slots[at]) & 0xFFFF_FFFFL)
                        | (long) Slot.immediate(slots[at + 1]) << 32);
        slots[at] = Slot.withImmediate(slots[at], (int) result.value());
        slots[at + 1] = Slot.withImmediate(slots[at + 1], (int) (result.value() >>> 32));
    }

    private boolean isLoadImmediate() {
        return Slot.opcode(slots[at]) == Slot.LOAD_IMMEDIATE && at + 1 < slots.length;
    }

    private void check(long found) throws MalformedStructureException {
        if (result.checked() && found != result.original()) {
            throw relocation.malformed(
                    "insn_off",
                    "leads to an instruction with %d, expected %d"
                            .formatted(found, result.original()));
        }
    }

    /** Puts a call in its place that ends the program. */
    private void forbid() {
        if (isLoadImmediate()) {
            slots[at + 1] = Slot.of(Slot.CALL, 0, 0, 0, MISSING);
        }
        slots[at] = Slot.of(Slot.CALL, 0, 0, 0, MISSING);
    }
}
