import dev.yagura.bpf.jit.CompiledProgram;
import dev.yagura.bpf.run.Engine;
import dev.yagura.bpf.run.GuestMemory;
import dev.yagura.bpf.run.Helpers;
import dev.yagura.bpf.run.Interpreter;
import dev.yagura.bpf.run.Limits;
import dev.yagura.bpf.run.Machine;
import dev.yagura.bpf.run.Memory;
import dev.yagura.bpf.run.Program;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Runs a loop of {@link BpfLoops} for some seconds of its thread's CPU time, after as long again
 * for HotSpot to settle, and prints nanoseconds for an instruction; run by {@code benchmarks/bpf}.
 *
 * <p>Arguments: the loop, {@code interpreter}, {@code jit} or {@code guest} (compiled, and the
 * memory is the guest's), seconds.
 */
final class BpfSpeed {
    private static final long GUEST = 0xFFFF_8880_0000_0000L;
    private static final Limits LIMITS = new Limits(1L << 62, 256, 512 << 10);

    private BpfSpeed() {}

    public static void main(String[] arguments) throws Exception {
        BpfLoops loop = BpfLoops.valueOf(arguments[0]);
        String how = arguments[1];
        long nanos = (long) (Double.parseDouble(arguments[2]) * 1e9);
        boolean guest = how.equals("guest");
        Program program = Program.of(loop.slots());
        Engine engine =
                how.equals("interpreter")
                        ? new Interpreter(program)
                        : CompiledProgram.of(program);
        byte[] memory = loop.memory(guest ? GUEST : Memory.BASE);
        Machine machine =
                new Machine(
                        program,
                        guest ? pages(memory) : GuestMemory.NONE,
                        Helpers.NONE,
                        LIMITS,
                        guest ? new byte[0] : memory);
        long base = guest ? GUEST : machine.inputAddress();
        if (!guest && base != Memory.BASE) {
            throw new IllegalStateException("the memory is not where its pointers lead");
        }
        run(engine, machine, program, base, nanos, loop.count());
        System.out.printf("%.4f%n", run(engine, machine, program, base, nanos, loop.count()));
    }

    private static GuestMemory pages(byte[] memory) {
        MemorySegment all = MemorySegment.ofArray(memory);
        return (gva, to) -> to.copyFrom(all.asSlice(gva - GUEST, to.byteSize()));
    }

    private static double run(
            Engine engine, Machine machine, Program program, long base, long nanos, long count)
            throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        long spent = 0;
        long runs = 0;
        while (spent < nanos) {
            engine.call(machine, program.functions().getFirst(), base, BpfLoops.MEMORY_BYTES);
            runs++;
            spent = threads.getCurrentThreadCpuTime() - start;
        }
        return (double) spent / runs / count;
    }
}
