package dev.yagura.bpf;

import dev.yagura.bpf.jit.CompiledProgram;
import dev.yagura.bpf.run.Engine;
import dev.yagura.bpf.run.GuestMemory;
import dev.yagura.bpf.run.Helpers;
import dev.yagura.bpf.run.Interpreter;
import dev.yagura.bpf.run.Limits;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.ProgramFault;
import java.io.IOException;

/** What a program does, in each of the engines. */
public enum Engines {
    /** Instruction by instruction. */
    INTERPRETED {
        @Override
        Engine of(Program program) {
            return new Interpreter(program);
        }
    },
    /** As classes. */
    COMPILED {
        @Override
        Engine of(Program program) {
            return CompiledProgram.of(program);
        }
    };

    abstract Engine of(Program program);

    /** Runs a program from its first function on. */
    public long run(
            Program program, GuestMemory guest, Helpers helpers, Limits limits, long... arguments)
            throws IOException, ProgramFault {
        Machine machine = new Machine(program, guest, helpers, limits, new byte[0]);
        return of(program).call(machine, program.functions().getFirst(), arguments);
    }

    /** Runs instructions that need neither guest nor helpers. */
    public long run(Assembler code, long... arguments) throws IOException, ProgramFault {
        return run(
                Program.of(code.slots()),
                GuestMemory.NONE,
                Helpers.NONE,
                Limits.DEFAULT,
                arguments);
    }
}
