package dev.yagura.bpf.isa;

import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;

/** Decodes instructions, and refuses what the standard reserves or does not have. */
public final class InstructionDecoder {
    private static final int CLASS = 0x07;
    private static final int ALU = 4;
    private static final int JMP = 5;
    private static final int JMP32 = 6;

    private InstructionDecoder() {}

    /**
     * Decodes a program.
     *
     * @param slots its encoded instructions; not changed
     * @return as many instructions as there are slots
     * @throws MalformedStructureException if one of them is not of the standard; the offset is in
     *     bytes from the start of the program
     */
    public static List<Instruction> decode(long[] slots) throws MalformedStructureException {
        List<Instruction> decoded = new ArrayList<>(slots.length);
        while (decoded.size() < slots.length) {
            Instruction instruction = decode(new Encoded(slots, decoded.size()));
            decoded.add(instruction);
            if (instruction instanceof Instruction.LoadImmediate) {
                decoded.add(new Instruction.Continued());
            }
        }
        return decoded;
    }

    private static Instruction decode(Encoded encoded) throws MalformedStructureException {
        int kind = encoded.opcode() & CLASS;
        return switch (kind) {
            case MemoryDecoder.LD, MemoryDecoder.LDX, MemoryDecoder.ST, MemoryDecoder.STX ->
                    new MemoryDecoder(encoded).decode(kind);
            case ALU -> new AluDecoder(encoded).decode(Width.BITS_32);
            case JMP -> new JumpDecoder(encoded).decode(Width.BITS_64);
            case JMP32 -> new JumpDecoder(encoded).decode(Width.BITS_32);
            default -> new AluDecoder(encoded).decode(Width.BITS_64);
        };
    }
}
