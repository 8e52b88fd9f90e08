package dev.yagura.bpf.run;

import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.isa.Slot;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/** Checks that control stays in a function until it calls or returns. */
final class ControlFlow {
    /** Instructions of a program; the ten shipped detectors have some thousands together. */
    private static final int MAX_INSTRUCTIONS = 1 << 20;

    /**
     * Instructions of a function: as many constants as one may have fit the constant pool of a Java
     * class.
     */
    private static final int MAX_FUNCTION = 30_000;

    /** Functions of a program: a call by address chooses between all in one Java method. */
    private static final int MAX_FUNCTIONS = 2000;

    private final Program program;
    private final Function function;

    private ControlFlow(Program program, Function function) {
        this.program = program;
        this.function = function;
    }

    /** Refuses a program that is empty or too large to be looked at. */
    static void checkSize(int instructions) throws MalformedStructureException {
        requireCount("instructions", instructions, MAX_INSTRUCTIONS);
    }

    private static void requireCount(String what, int found, int max)
            throws MalformedStructureException {
        if (found < 1 || found > max) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "bpf program",
                    what,
                    0,
                    "are " + found + ", expected 1.." + max);
        }
    }

    static void check(Program program) throws MalformedStructureException {
        checkSize(program.instructions().size());
        requireCount("functions", program.functions().size(), MAX_FUNCTIONS);
        for (Function function : program.functions()) {
            new ControlFlow(program, function).check();
        }
    }

    private void check() throws MalformedStructureException {
        if (function.length() > MAX_FUNCTION) {
            throw malformed(
                    function.start(),
                    "has " + function.length() + " instructions, expected at most " + MAX_FUNCTION);
        }
        int last = function.start();
        for (int at = function.start(); at < function.end(); at++) {
            Instruction instruction = program.instructions().get(at);
            if (!(instruction instanceof Instruction.Continued)) {
                last = at;
            }
            switch (instruction) {
                case Instruction.Jump(int target) -> checkJump(at, target);
                case Instruction.Branch branch -> checkJump(at, branch.target());
                case Instruction.CallFunction(int target) -> checkCall(at, target);
                default -> {
                    // Goes on behind itself.
                }
            }
        }
        Instruction end = program.instructions().get(last);
        if (!(end instanceof Instruction.Exit) && !(end instanceof Instruction.Jump)) {
            throw malformed(last, "runs on behind the end of the function");
        }
    }

    private void checkJump(int at, int target) throws MalformedStructureException {
        if (target < function.start() || target >= function.end()) {
            throw malformed(at, "jumps to instruction " + target + ", out of the function");
        }
        if (program.instructions().get(target) instanceof Instruction.Continued) {
            throw malformed(at, "jumps to instruction " + target + ", within another");
        }
    }

    private void checkCall(int at, int target) throws MalformedStructureException {
        if (!program.isFunctionStart(target)) {
            throw malformed(at, "calls instruction " + target + ", where no function starts");
        }
    }

    private MalformedStructureException malformed(int at, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                "bpf function " + function.name(),
                "instruction " + at,
                (long) Slot.BYTES * at,
                detail);
    }
}
