package dev.yagura.bpf.isa;

/**
 * One instruction, decoded and checked by itself.
 *
 * <p>Registers are numbered 0 to 10; 10, the frame pointer, is never written. Targets are numbers
 * of instructions in the program, which {@link InstructionDecoder} computes; whether they make
 * sense is the program's matter.
 */
public sealed interface Instruction {
    /** {@code destination = operation(destination, source)}. */
    record Alu(AluOperation operation, Width width, int destination, Source source)
            implements Instruction {}

    /** {@code destination = -destination}. */
    record Negate(Width width, int destination) implements Instruction {}

    /**
     * {@code destination} = the low bits of {@code source}, sign-extended.
     *
     * @param width to how many bits; 32 are then zero-extended to 64
     * @param fromBits 8, 16 or 32
     */
    record SignExtend(Width width, int destination, int source, int fromBits)
            implements Instruction {}

    /**
     * {@code destination} with its bytes rearranged.
     *
     * @param bits 16, 32 or 64
     */
    record Arrange(ByteOrderChange change, int destination, int bits) implements Instruction {}

    /** {@code destination = value}. Takes two places, a {@link Continued} follows. */
    record LoadImmediate(int destination, long value) implements Instruction {}

    /** The second place of a {@link LoadImmediate}; never executed. */
    record Continued() implements Instruction {}

    /**
     * {@code destination = *(base + offset)}, extended.
     *
     * @param bytes 1, 2, 4 or 8
     * @param signed whether sign-extended; if not, zero-extended
     */
    record Load(int destination, int base, int offset, int bytes, boolean signed)
            implements Instruction {}

    /**
     * {@code *(base + offset) = source}, cut.
     *
     * @param bytes 1, 2, 4 or 8
     */
    record Store(int base, int offset, int bytes, Source source) implements Instruction {}

    /**
     * An atomic change of memory at {@code base + offset}.
     *
     * @param fetch whether the old value is kept, zero-extended: in register 0 for {@link
     *     AtomicOperation#COMPARE_EXCHANGE}, else in {@code source}
     * @param bytes 4 or 8
     */
    record Atomic(
            AtomicOperation operation, boolean fetch, int base, int offset, int bytes, int source)
            implements Instruction {}

    /** Goes on at {@code target}. */
    record Jump(int target) implements Instruction {}

    /** Goes on at {@code target} if the condition holds. */
    record Branch(Condition condition, Width width, int left, Source right, int target)
            implements Instruction {}

    /** Calls a function of the host by number. */
    record CallHelper(int number) implements Instruction {}

    /** Calls the function that starts at {@code target}. */
    record CallFunction(int target) implements Instruction {}

    /** Calls the function or helper whose address or number is in a register. */
    record CallRegister(int register) implements Instruction {}

    /** Returns from the function; register 0 is the result. */
    record Exit() implements Instruction {}
}
