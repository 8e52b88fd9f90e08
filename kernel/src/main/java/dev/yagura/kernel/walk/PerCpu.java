package dev.yagura.kernel.walk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A kernel's per-CPU variables: which CPUs there are, and where each has its copy.
 *
 * <p>Follows {@code include/linux/percpu-defs.h}: a variable's symbol plus {@code
 * __per_cpu_offset[cpu]}. That holds whether the symbol counts from 0 (before 6.15) or is an
 * address (since).
 */
public final class PerCpu {

    /**
     * One possible CPU.
     *
     * @param number as the kernel counts, from 0
     * @param offset what is added to a per-CPU symbol, modulo 2^64
     */
    public record Cpu(int number, long offset) {
        /** Returns the address of this CPU's copy of a variable. */
        public long address(long symbol) {
            return symbol + offset;
        }
    }

    private final Kernel kernel;
    private final List<Cpu> cpus;

    private PerCpu(Kernel kernel, List<Cpu> cpus) {
        this.kernel = kernel;
        this.cpus = List.copyOf(cpus);
    }

    /**
     * Reads the possible CPUs.
     *
     * @throws KernelLayoutException if a needed symbol is missing
     * @throws MalformedStructureException if the guest claims no CPUs, or more than Linux can have
     * @throws IOException if guest memory cannot be read
     */
    public static PerCpu of(Kernel kernel) throws IOException {
        AddressSpace memory = kernel.memory();
        long offsets = symbol(kernel, "__per_cpu_offset");
        long mask = symbol(kernel, "__cpu_possible_mask");
        int count = count(kernel);
        List<Cpu> cpus = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            long word = memory.u64(mask + (long) (number / Long.SIZE) * Long.BYTES);
            if (((word >>> (number % Long.SIZE)) & 1) != 0) {
                cpus.add(new Cpu(number, memory.u64(offsets + (long) number * Long.BYTES)));
            }
        }
        if (cpus.isEmpty()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "per-CPU variables",
                    "__cpu_possible_mask",
                    0,
                    "has no CPU below %d, expected at least one".formatted(count));
        }
        return new PerCpu(kernel, cpus);
    }

    /** {@code nr_cpu_ids}; a constant, and then no symbol, in kernels for one CPU. */
    private static int count(Kernel kernel) throws IOException {
        OptionalLong symbol = kernel.symbols().address("nr_cpu_ids");
        if (symbol.isEmpty()) {
            return 1;
        }
        long count = kernel.memory().u32(symbol.getAsLong());
        if (count < 1 || count > WalkLimits.MAX_CPUS) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "per-CPU variables",
                    "nr_cpu_ids",
                    0,
                    "is %d, expected 1..%d".formatted(count, WalkLimits.MAX_CPUS));
        }
        return (int) count;
    }

    /** Returns the possible CPUs, ascending, at least one. */
    public List<Cpu> cpus() {
        return cpus;
    }

    /**
     * Returns the address of one CPU's copy of a variable.
     *
     * @throws KernelLayoutException if there is no such symbol
     */
    public long address(String symbol, Cpu cpu) throws KernelLayoutException {
        return cpu.address(symbol(kernel, symbol));
    }

    private static long symbol(Kernel kernel, String name) throws KernelLayoutException {
        OptionalLong address = kernel.symbols().address(name);
        if (address.isEmpty()) {
            throw new KernelLayoutException(
                    kernel.release(), "symbols", name, "not found in " + kernel.symbols().source());
        }
        return address.getAsLong();
    }
}
