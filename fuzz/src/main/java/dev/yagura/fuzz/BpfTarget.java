package dev.yagura.fuzz;

import dev.yagura.bpf.jit.CompiledProgram;
import dev.yagura.bpf.load.Loader;
import dev.yagura.bpf.object.BpfObject;
import dev.yagura.bpf.run.Engine;
import dev.yagura.bpf.run.Function;
import dev.yagura.bpf.run.GuestMemory;
import dev.yagura.bpf.run.Helper;
import dev.yagura.bpf.run.Helpers;
import dev.yagura.bpf.run.Interpreter;
import dev.yagura.bpf.run.Limits;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Program;
import dev.yagura.bpf.run.ProgramFault;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Loads the input as an object file, for a kernel with the types that it brings, and runs it in
 * both engines, which must come to the same end.
 */
public final class BpfTarget {
    private static final long SYMBOL = 0xFFFF_FFFF_8260_0000L;
    private static final int FIRST_FUNCTION = 1000;
    private static final int LAST_FUNCTION = 1082;
    private static final Limits LIMITS = new Limits(20_000, 16, 64 << 10);
    private static final Helpers FUNCTIONS = new Helpers(functions());

    private BpfTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        Program program;
        try {
            BpfObject object = BpfObject.parse("input.o", input);
            program = new Loader(object.types(), name -> OptionalLong.of(SYMBOL)).load(object);
        } catch (MalformedStructureException e) {
            return; // What a loader is to say of such bytes.
        }
        Function entry = program.function("detect").orElseGet(() -> program.functions().getFirst());
        String interpreted = outcome(new Interpreter(program), program, entry);
        String compiled = outcome(CompiledProgram.of(program), program, entry);
        Invariant.check(
                interpreted.equals(compiled), "interpreted: " + interpreted + ", " + compiled);
    }

    private static String outcome(Engine engine, Program program, Function entry) {
        Machine machine = new Machine(program, GuestMemory.NONE, FUNCTIONS, LIMITS, new byte[0]);
        try {
            return Long.toHexString(engine.call(machine, entry));
        } catch (ProgramFault fault) {
            return String.valueOf(fault.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("no memory source can fail", e);
        }
    }

    private static Map<Integer, Helper> functions() {
        Map<Integer, Helper> functions = new HashMap<>();
        for (int number = FIRST_FUNCTION; number <= LAST_FUNCTION; number++) {
            functions.put(number, (memory, a, b, c, d, e) -> 0);
        }
        return functions;
    }
}
