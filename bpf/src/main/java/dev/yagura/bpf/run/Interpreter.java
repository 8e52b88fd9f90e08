package dev.yagura.bpf.run;

import dev.yagura.bpf.isa.AtomicOperation;
import dev.yagura.bpf.isa.Instruction;
import dev.yagura.bpf.isa.Source;
import dev.yagura.bpf.isa.Width;
import java.io.IOException;

/** Runs a program instruction by instruction: slowly, and as the standard says. */
public final class Interpreter implements Engine {
    private static final int REGISTERS = 11;
    private static final int FRAME_POINTER = 10;

    private final Program program;
    private final Instruction[] code;

    /** Takes a program. */
    public Interpreter(Program program) {
        this.program = program;
        this.code = program.instructions().toArray(Instruction[]::new);
    }

    @Override
    public long call(Machine machine, Function function, long... arguments)
            throws ProgramFault, IOException {
        long[] registers = new long[REGISTERS];
        System.arraycopy(arguments, 0, registers, 1, Math.min(arguments.length, 5));
        registers[FRAME_POINTER] = machine.begin();
        Run run = new Run(machine);
        try {
            return run.call(function, registers);
        } catch (Trap trap) {
            throw ProgramFault.at(program, run.at, trap);
        }
    }

    private final class Run {
        private final Machine machine;
        private final Memory memory;
        private int at; // the instruction that is being executed, in whatever function

        Run(Machine machine) {
            this.machine = machine;
            this.memory = machine.memory();
        }

        /**
         * Executes a function.
         *
         * @param r its registers: arguments and frame pointer set, the others 0
         */
        long call(Function function, long[] r) throws Trap, IOException {
            at = function.start();
            machine.enter(r[FRAME_POINTER], function.stackBytes(), function.length());
            int next = function.start();
            while (true) {
                at = next++;
                switch (code[at]) {
                    case Instruction.Alu alu -> compute(alu, r);
                    case Instruction.Negate(Width width, int register) ->
                            r[register] = cut(width, -r[register]);
                    case Instruction.SignExtend(Width width, int to, int from, int bits) ->
                            r[to] = cut(width, r[from] << (64 - bits) >> (64 - bits));
                    case Instruction.Arrange(var change, int register, int bits) ->
                            r[register] = change.apply(r[register], bits);
                    case Instruction.LoadImmediate(int register, long value) -> {
                        r[register] = value;
                        next++;
                    }
                    case Instruction.Load load ->
                            r[load.destination()] = load(load, r[load.base()] + load.offset());
                    case Instruction.Store store ->
                            store(store, r[store.base()] + store.offset(), r);
                    case Instruction.Atomic atomic -> change(atomic, r);
                    case Instruction.Jump(int target) -> next = jump(target);
                    case Instruction.Branch branch ->
                            next = holds(branch, r) ? jump(branch.target()) : next;
                    case Instruction.CallHelper(int number) -> r[0] = help(number, r);
                    case Instruction.CallFunction(int target) ->
                            r[0] = call(function, program.functionStartingAt(target), r);
                    case Instruction.CallRegister(int register) -> {
                        Function called = program.functionAt(r[register]);
                        r[0] = called == null ? help(r[register], r) : call(function, called, r);
                    }
                    case Instruction.Exit() -> {
                        machine.leave();
                        return r[0];
                    }
                    case Instruction.Continued() ->
                            throw new IllegalStateException(
                                    "the middle of an instruction at " + at);
                }
            }
        }

        /** Calls another function; registers of the caller stay as they are. */
        private long call(Function caller, Function called, long[] r) throws Trap, IOException {
            long[] registers = new long[REGISTERS];
            System.arraycopy(r, 1, registers, 1, 5);
            registers[FRAME_POINTER] = r[FRAME_POINTER] - caller.stackBytes();
            return call(called, registers);
        }

        private int jump(int target) throws Trap {
            if (target <= at) {
                machine.spend(at - target + 1);
            }
            return target;
        }

        private long help(long number, long[] r) throws Trap, IOException {
            return machine.help(number, r[1], r[2], r[3], r[4], r[5]);
        }

        private void compute(Instruction.Alu alu, long[] r) {
            int to = alu.destination();
            long operand = value(alu.source(), r);
            r[to] =
                    switch (alu.width()) {
                        case BITS_64 -> alu.operation().apply(r[to], operand);
                        case BITS_32 ->
                                alu.operation().apply((int) r[to], (int) operand) & 0xFFFF_FFFFL;
                    };
        }

        private boolean holds(Instruction.Branch branch, long[] r) {
            long left = r[branch.left()];
            long right = value(branch.right(), r);
            return switch (branch.width()) {
                case BITS_64 -> branch.condition().holds(left, right);
                case BITS_32 -> branch.condition().holds(signExtended(left), signExtended(right));
            };
        }

        private long load(Instruction.Load load, long address) throws Trap, IOException {
            long value =
                    switch (load.bytes()) {
                        case 1 -> memory.load1(address);
                        case 2 -> memory.load2(address);
                        case 4 -> memory.load4(address);
                        default -> memory.load8(address);
                    };
            int unused = 64 - 8 * load.bytes();
            return load.signed() ? value << unused >> unused : value;
        }

        private void store(Instruction.Store store, long address, long[] r) throws Trap {
            long value = value(store.source(), r);
            switch (store.bytes()) {
                case 1 -> memory.store1(address, value);
                case 2 -> memory.store2(address, value);
                case 4 -> memory.store4(address, value);
                default -> memory.store8(address, value);
            }
        }

        private void change(Instruction.Atomic atomic, long[] r) throws Trap, IOException {
            long address = r[atomic.base()] + atomic.offset();
            long operand = r[atomic.source()];
            long old =
                    atomic.bytes() == 4
                            ? memory.atomic4(atomic.operation(), address, operand, r[0])
                            : memory.atomic8(atomic.operation(), address, operand, r[0]);
            if (atomic.fetch()) {
                boolean compared = atomic.operation() == AtomicOperation.COMPARE_EXCHANGE;
                r[compared ? 0 : atomic.source()] = old;
            }
        }
    }

    private static long value(Source source, long[] r) {
        return switch (source) {
            case Source.Register(int number) -> r[number];
            case Source.Immediate(int value) -> value;
        };
    }

    private static long signExtended(long value) {
        return value << 32 >> 32;
    }

    private static long cut(Width width, long value) {
        return width == Width.BITS_32 ? value & 0xFFFF_FFFFL : value;
    }
}
