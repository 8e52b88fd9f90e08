package dev.yagura.bpf.run;

import dev.yagura.bpf.core.CorePatch;
import java.io.IOException;

/**
 * The memory and the limits of one run of a program.
 *
 * <p>Variables keep their values from one call into the program to the next on the same machine;
 * the limit of instructions counts for all of them together. Not safe for concurrent use. The
 * methods that take part in running are for engines.
 */
public final class Machine {
    private final Program program;
    private final Memory memory;
    private final Helpers helpers;
    private final Limits limits;
    private long instructionsLeft;
    private int depth;

    /**
     * Makes the arena.
     *
     * @param input bytes that the program is to see at {@link #inputAddress()}; copied
     */
    public Machine(
            Program program, GuestMemory guest, Helpers helpers, Limits limits, byte[] input) {
        this.program = program;
        this.memory = new Memory(program.image(), input, limits.stackBytes(), guest);
        this.helpers = helpers;
        this.limits = limits;
        this.instructionsLeft = limits.instructions();
    }

    /** Returns the program. */
    public Program program() {
        return program;
    }

    /** Returns the memory. */
    public Memory memory() {
        return memory;
    }

    /** Returns the address of the input. */
    public long inputAddress() {
        return memory.inputAddress();
    }

    /** Returns the frame pointer of the first function; what was active before is forgotten. */
    public long begin() {
        depth = 0;
        return memory.stackTop();
    }

    /**
     * Enters a function.
     *
     * @param frame its frame pointer
     * @param stackBytes of its frame
     * @param length its instructions
     */
    public void enter(long frame, int stackBytes, int length) throws Trap {
        if (++depth > limits.callDepth()) {
            throw new Trap(
                    ProgramFault.Kind.CALL_DEPTH,
                    depth,
                    "calls nest deeper than " + limits.callDepth());
        }
        if (frame - stackBytes < memory.stackBottom()) {
            throw new Trap(
                    ProgramFault.Kind.STACK,
                    frame - stackBytes,
                    "frames take more than " + limits.stackBytes() + " bytes of stack");
        }
        spend(length);
    }

    /** Returns which instruction the function at an address starts at, or -1 if there is none. */
    public int functionAt(long address) {
        Function function = program.functionAt(address);
        return function == null ? -1 : function.start();
    }

    /** Leaves a function. */
    public void leave() {
        depth--;
    }

    /** Returns how many instructions are left, for an engine that counts them itself. */
    public long left() {
        return instructionsLeft;
    }

    /** Takes back what {@link #left} gave, less what was spent since. */
    public void left(long instructions) {
        instructionsLeft = instructions;
    }

    /**
     * Takes instructions off a count that {@link #left()} gave.
     *
     * @return what is left of it
     */
    public long spend(long left, int instructions) throws Trap {
        long rest = left - instructions;
        if (rest < 0) {
            throw exhausted();
        }
        return rest;
    }

    private Trap exhausted() {
        return new Trap(
                ProgramFault.Kind.INSTRUCTIONS,
                0,
                "runs longer than " + limits.instructions() + " instructions");
    }

    /** Takes instructions off what is left. */
    public void spend(int instructions) throws Trap {
        instructionsLeft -= instructions;
        if (instructionsLeft < 0) {
            throw exhausted();
        }
    }

    /** Calls a helper by number. */
    public long help(long number, long a, long b, long c, long d, long e) throws Trap, IOException {
        Helper helper = helpers.get(number);
        if (number == CorePatch.MISSING) {
            throw new Trap(
                    ProgramFault.Kind.MISSING_TYPE,
                    0,
                    "needs a type, member or constant that this kernel does not have");
        }
        if (helper == null) {
            throw new Trap(
                    ProgramFault.Kind.CALL_TARGET,
                    number,
                    "calls 0x%x, neither a function nor a helper".formatted(number));
        }
        return helper.call(memory, a, b, c, d, e);
    }
}
