package dev.yagura.bpf.run;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A program was ended because it did what it may not or cannot do.
 *
 * <p>The message names the function, the source line where the object says one, and the address.
 */
public final class ProgramFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a program may not or cannot do. */
    public enum Kind {
        /** The address is neither the guest's nor in the arena. */
        UNMAPPED,
        /** The guest has no page there. */
        GUEST_PAGE_MISSING,
        /** Guest memory is read only. */
        GUEST_STORE,
        /** Constants of the program are read only. */
        CONSTANT_STORE,
        /** More instructions than allowed: most likely a loop without end. */
        INSTRUCTIONS,
        /** Calls nest too deep. */
        CALL_DEPTH,
        /** The frames of all active functions take more than the stack. */
        STACK,
        /** A call of what is neither a function nor a helper. */
        CALL_TARGET,
        /** The instruction depends on a type or member that the kernel does not have. */
        MISSING_TYPE,
        /** A helper refused its arguments. */
        HELPER
    }

    /** What was done. */
    private final Kind kind;

    /** The function that did. */
    private final String function;

    /** The instruction, counted from the start of the program. */
    private final int instruction;

    /** The address or number that was the matter. */
    private final long address;

    /** The source line, not kept in a serialized copy. */
    private final transient Optional<SourceLine> line;

    private ProgramFault(
            Trap trap, String message, Function function, int at, Optional<SourceLine> line) {
        super(message, trap);
        this.kind = trap.kind();
        this.function = function.name();
        this.instruction = at;
        this.address = trap.address();
        this.line = requireNonNull(line, "line");
    }

    /**
     * Returns the fault of an instruction.
     *
     * @param instruction its number in the program
     */
    public static ProgramFault at(Program program, int instruction, Trap trap) {
        Function function = program.functionOf(instruction);
        Optional<SourceLine> line = program.lines().at(instruction);
        String place = line.map(SourceLine::toString).orElse("no source line");
        String message =
                "%s: %s (instruction %d): %s"
                        .formatted(function.name(), place, instruction, trap.getMessage());
        return new ProgramFault(trap, message, function, instruction, line);
    }

    /** Returns what was done. */
    public Kind kind() {
        return kind;
    }

    /** Returns the name of the function that did. */
    public String function() {
        return function;
    }

    /** Returns the number of the instruction in the program. */
    public int instruction() {
        return instruction;
    }

    /** Returns the address or number that was the matter, 0 if there is none. */
    public long address() {
        return address;
    }

    /** Returns the source line, if the object says one. */
    public Optional<SourceLine> line() {
        return line;
    }
}
