package dev.yagura.kernel;

import dev.yagura.kernel.find.FoundKernel;
import dev.yagura.kernel.find.GivenSources;
import dev.yagura.kernel.find.KernelFinder;
import dev.yagura.kernel.find.SearchLog;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.Look;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A Linux kernel that was found in a guest's memory, seen through one look.
 *
 * <p>Safe for concurrent use. Holds nothing that needs closing; the look stays the caller's.
 */
public final class LinuxKernel implements Kernel {
    private final Look look;
    private final AddressSpace memory;
    private final FoundKernel found;
    private final List<VcpuRegisters> vcpus;

    private LinuxKernel(
            Look look, AddressSpace memory, FoundKernel found, List<VcpuRegisters> vcpus) {
        this.look = look;
        this.memory = memory;
        this.found = found;
        this.vcpus = List.copyOf(vcpus);
    }

    /**
     * Finds the kernel that runs in a guest, Linux 5.10 to 7.2 on x86-64, with 4 or 5 levels of
     * page tables and any KASLR.
     *
     * <p>A copy of a kernel that no root table maps at the top of the address space is not taken
     * for it, whatever else speaks for it.
     *
     * @param look the guest; pages that the search reads stay in it
     * @param hints registers of vCPUs, best all of them; may be empty, and then the whole of the
     *     guest's memory may be read
     * @param sources files to use instead of what memory says
     * @throws KernelNotFoundException if there is no kernel that passes every check, or more than
     *     one
     * @throws IOException if the memory source fails
     */
    public static LinuxKernel open(Look look, List<VcpuRegisters> hints, KernelSources sources)
            throws IOException {
        SearchLog log = new SearchLog();
        GivenSources given = new GivenSources(sources.symbols(), sources.types());
        Optional<FoundKernel> found = new KernelFinder(look, given, log).find(hints);
        if (found.isEmpty()) {
            throw new KernelNotFoundException(log.searched(), log.refused());
        }
        return new LinuxKernel(look, found.get().memory(), found.get(), hints);
    }

    @Override
    public AddressSpace memory() {
        return memory;
    }

    @Override
    public SymbolTable symbols() {
        return found.symbols();
    }

    @Override
    public TypeCatalog types() {
        return found.types();
    }

    @Override
    public String release() {
        return found.release();
    }

    @Override
    public List<VcpuRegisters> vcpus() {
        return vcpus;
    }

    /** Returns which kernel this is and where it lies. */
    public KernelIdentity identity() {
        return new KernelIdentity(
                found.banner(),
                found.release(),
                found.textBase(),
                found.kaslrOffset(),
                found.physicalBase(),
                memory.mode().levels(),
                memory.dtb(),
                found.symbols().count(),
                found.types().count(),
                found.symbols().source(),
                found.types().source());
    }

    @Override
    public LinuxKernel again() {
        Look next = look.again();
        return new LinuxKernel(
                next, new AddressSpace(next, memory.dtb(), memory.mode()), found, vcpus);
    }
}
