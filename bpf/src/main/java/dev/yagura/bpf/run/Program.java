package dev.yagura.bpf.run;

import static java.util.Objects.requireNonNull;

import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.isa.InstructionDecoder;
import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A program that can be run: its functions cover all instructions, and no jump leaves a function.
 *
 * <p>Immutable and safe for concurrent use; each run has a {@link Machine} of its own.
 */
public final class Program {
    /**
     * Where functions have their addresses, eight bytes an instruction; nothing can be read there.
     */
    private static final long CODE_BASE = 0x4000_0000_0000_0000L;

    private static final int SHIFT = 3;

    private final List<Instruction> instructions;
    private final List<Function> functions;
    private final @Nullable Function[] byInstruction;
    private final Image image;
    private final SourceLines lines;

    /**
     * Checks the control flow of a program.
     *
     * @param instructions all of them
     * @param functions which of them each function has, in order, without a gap
     * @throws MalformedStructureException if a jump leaves its function or leads into the middle of
     *     an instruction, a call leads elsewhere than to a function, or a function has no end
     */
    public Program(
            List<Instruction> instructions,
            List<Function> functions,
            Image image,
            SourceLines lines)
            throws MalformedStructureException {
        this.instructions = List.copyOf(instructions);
        this.functions = List.copyOf(functions);
        this.image = requireNonNull(image, "image");
        this.lines = requireNonNull(lines, "lines");
        this.byInstruction = new Function[instructions.size()];
        int next = 0;
        for (Function function : functions) {
            if (function.start() != next || function.end() > instructions.size()) {
                throw new IllegalArgumentException(function + " does not begin at " + next);
            }
            next = function.end();
            byInstruction[function.start()] = function;
        }
        if (next != instructions.size() || functions.isEmpty()) {
            throw new IllegalArgumentException(
                    next + " of " + instructions.size() + " in functions");
        }
        ControlFlow.check(this);
    }

    /**
     * Returns a program of instructions alone: it starts at the first, and functions are what local
     * calls lead to, with frames of {@link Function#DEFAULT_STACK_BYTES}.
     *
     * @param slots encoded instructions
     * @throws MalformedStructureException if an instruction or the control flow is refused
     */
    public static Program of(long[] slots) throws MalformedStructureException {
        ControlFlow.checkSize(slots.length);
        List<Instruction> instructions = InstructionDecoder.decode(slots);
        TreeSet<Integer> starts = new TreeSet<>(List.of(0));
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.CallFunction(int target)) {
                starts.add(target);
            }
        }
        List<Function> functions = new ArrayList<>();
        for (int start : starts) {
            Integer next = starts.higher(start);
            functions.add(
                    new Function(
                            start == 0 ? "main" : "function_" + start,
                            start,
                            next == null ? slots.length : next,
                            Function.DEFAULT_STACK_BYTES));
        }
        return new Program(instructions, functions, Image.EMPTY, SourceLines.NONE);
    }

    /** Returns all instructions. */
    public List<Instruction> instructions() {
        return instructions;
    }

    /** Returns the functions, in the order of their instructions. */
    public List<Function> functions() {
        return functions;
    }

    /** Returns the first function of a name. */
    public Optional<Function> function(String name) {
        return functions.stream().filter(function -> function.name().equals(name)).findFirst();
    }

    /** Returns what the run begins with. */
    Image image() {
        return image;
    }

    /** Returns the source lines. */
    SourceLines lines() {
        return lines;
    }

    /** Returns the address of the function that starts at an instruction. */
    public static long addressOf(int start) {
        return CODE_BASE + ((long) start << SHIFT);
    }

    /** Returns the function at an address, or null if none starts there. */
    public @Nullable Function functionAt(long address) {
        long start = (address - CODE_BASE) >> SHIFT;
        boolean inside = start >= 0 && start < byInstruction.length;
        return inside && addressOf((int) start) == address ? byInstruction[(int) start] : null;
    }

    /** Returns the function that starts at an instruction. */
    public Function functionStartingAt(int start) {
        return requireNonNull(byInstruction[start], "no function starts there");
    }

    boolean isFunctionStart(int instruction) {
        return byInstruction[instruction] != null;
    }

    /** Returns the function that an instruction is of. */
    Function functionOf(int instruction) {
        int at = instruction;
        while (byInstruction[at] == null) {
            at--;
        }
        return functionStartingAt(at);
    }
}
