package dev.yagura.bpf.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.yagura.bpf.isa.AtomicOperation;
import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.Program;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes instructions that follow each other: a function, or a piece of one. */
final class BodyWriter {
    private static final ClassDesc MACHINE = Machine.class.describeConstable().orElseThrow();
    private static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
    private static final ClassDesc OPERATION =
            AtomicOperation.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_long, CD_long);
    private static final MethodTypeDesc STORE = MethodTypeDesc.of(CD_void, CD_long, CD_long);
    private static final MethodTypeDesc ATOMIC =
            MethodTypeDesc.of(CD_long, OPERATION, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc SPEND = MethodTypeDesc.of(CD_long, CD_long, CD_int);
    private static final MethodTypeDesc HELP =
            MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long);

    private final CodeBuilder code;
    private final Program program;
    private final Function function;
    private final int first;
    private final int end;
    private final Registers registers;
    private final int memory;
    private final Budget budget;
    private final Exits exits;
    private final AluWriter alu;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final List<Runnable> aside = new ArrayList<>();

    /**
     * Takes a piece. The machine must be local variable 0.
     *
     * @param first first instruction of the piece
     * @param end instruction behind the last
     * @param memory the local variable that holds the memory
     * @param budget the count of what is left
     */
    BodyWriter(
            CodeBuilder code,
            Program program,
            Function function,
            int first,
            int end,
            Registers registers,
            int memory,
            Budget budget,
            Exits exits) {
        this.code = code;
        this.program = program;
        this.function = function;
        this.first = first;
        this.end = end;
        this.registers = registers;
        this.memory = memory;
        this.budget = budget;
        this.exits = exits;
        this.alu = new AluWriter(code, registers);
        for (int at = first; at < end; at++) {
            if (!(program.instructions().get(at) instanceof Instruction.Continued)) {
                labels.put(at, code.newLabel());
            }
        }
    }

    /** Returns the label of an instruction of the piece. */
    Label label(int at) {
        Label label = labels.get(at);
        if (label == null) {
            throw new IllegalArgumentException("instruction " + at + " is in another piece");
        }
        return label;
    }

    /** Writes all instructions. */
    void write() {
        int next = first;
        while (next < end) {
            Instruction instruction = program.instructions().get(next);
            if (!(instruction instanceof Instruction.Continued)) {
                code.labelBinding(label(next));
                markLine(next);
                write(next, instruction);
            }
            next++;
        }
        if (end < function.end()) {
            boolean within = program.instructions().get(end) instanceof Instruction.Continued;
            exits.leave(code, within ? end + 1 : end);
        }
        aside.forEach(Runnable::run);
    }

    /** Instructions are lines of the class: a stack trace then says which one it was. */
    private void markLine(int at) {
        code.lineNumber(Lines.of(function, at));
    }

    private void write(int at, Instruction instruction) {
        switch (instruction) {
            case Instruction.Alu operation -> alu.alu(operation);
            case Instruction.Negate negate -> alu.negate(negate);
            case Instruction.SignExtend extend -> alu.signExtend(extend);
            case Instruction.Arrange arrange -> alu.arrange(arrange);
            case Instruction.LoadImmediate(int register, long value) -> {
                registers.push(value);
                registers.store(register);
            }
            case Instruction.Continued() -> {
                // Never executed.
            }
            case Instruction.Load load -> load(load);
            case Instruction.Store store -> store(store);
            case Instruction.Atomic atomic -> atomic(atomic);
            case Instruction.Jump(int target) -> jump(at, target);
            case Instruction.Branch branch -> branch(at, branch);
            case Instruction.CallHelper(int number) -> {
                code.aload(0).loadConstant((long) number);
                registers.loadArguments();
                code.invokevirtual(MACHINE, "help", HELP);
                registers.store(0);
            }
            case Instruction.CallFunction(int target) -> {
                budget.give(code);
                code.aload(0);
                called();
                code.invokestatic(Names.ofFunction(target), Names.CALL, Names.FUNCTION);
                registers.store(0);
                budget.take(code);
            }
            case Instruction.CallRegister(int register) -> {
                budget.give(code);
                code.aload(0);
                registers.load(register);
                called();
                code.invokestatic(Names.DISPATCH, Names.ANY, Names.DISPATCHED);
                registers.store(0);
                budget.take(code);
            }
            case Instruction.Exit() -> {
                budget.give(code);
                exits.finish(code, registers);
            }
        }
    }

    /** Pushes the registers of a called function. */
    private void called() {
        registers.loadArguments();
        registers.load(Registers.FRAME);
        registers.push(function.stackBytes());
        code.lsub();
    }

    private void load(Instruction.Load load) {
        if (load.base() == Registers.FRAME) {
            code.aload(memory);
            address(load.base(), load.offset());
            code.invokevirtual(MEMORY, "load" + load.bytes(), LOAD);
        } else {
            loadFromEither(load);
        }
        if (load.signed()) {
            alu.signExtend(8 * load.bytes());
        }
        registers.store(load.destination());
    }

    /**
     * Most instructions load always from the guest or never: HotSpot sees which where each has a
     * branch of its own.
     */
    private void loadFromEither(Instruction.Load load) {
        int bytes = load.bytes();
        Label guest = code.newLabel();
        Label loaded = code.newLabel();
        code.aload(memory);
        address(load.base(), load.offset());
        code.dup2().lconst_0().lcmp().iflt(guest);
        code.invokevirtual(MEMORY, "load" + bytes, LOAD).goto_(loaded);
        code.labelBinding(guest).invokevirtual(MEMORY, "guest" + bytes, LOAD);
        code.labelBinding(loaded);
    }

    private void store(Instruction.Store store) {
        code.aload(memory);
        address(store.base(), store.offset());
        registers.push(store.source());
        code.invokevirtual(MEMORY, "store" + store.bytes(), STORE);
    }

    private void atomic(Instruction.Atomic atomic) {
        code.aload(memory).getstatic(OPERATION, atomic.operation().name(), OPERATION);
        address(atomic.base(), atomic.offset());
        registers.load(atomic.source());
        registers.load(0);
        code.invokevirtual(MEMORY, "atomic" + atomic.bytes(), ATOMIC);
        if (!atomic.fetch()) {
            code.pop2();
        } else {
            boolean compared = atomic.operation() == AtomicOperation.COMPARE_EXCHANGE;
            registers.store(compared ? 0 : atomic.source());
        }
    }

    private void address(int base, int offset) {
        registers.load(base);
        if (offset != 0) {
            registers.push(offset);
            code.ladd();
        }
    }

    private void jump(int at, int target) {
        spend(at, target);
        go(target);
    }

    private void branch(int at, Instruction.Branch branch) {
        int target = branch.target();
        if (target > at && target < end) {
            alu.branch(branch, label(target));
            return;
        }
        Label taken = code.newLabel();
        alu.branch(branch, taken);
        aside.add(() -> {
            code.labelBinding(taken);
            markLine(at);
            spend(at, target);
            go(target);
        });
    }

    private void spend(int at, int target) {
        if (target <= at) {
            code.aload(0).lload(budget.local()).loadConstant(at - target + 1);
            code.invokevirtual(MACHINE, "spend", SPEND).lstore(budget.local());
        }
    }

    private void go(int target) {
        if (target >= first && target < end) {
            code.goto_(label(target));
        } else {
            exits.leave(code, target);
        }
    }
}
