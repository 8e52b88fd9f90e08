package dev.yagura.kernel;

import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.memory.paging.AddressSpace;
import java.util.List;

/**
 * A guest's kernel as its readers need it: memory, names, types. Belongs to one look at the guest.
 *
 * <p>Everything behind {@link #memory()} is hostile; {@link #symbols()} and {@link #types()} were
 * taken from there too, unless the user gave them. Safe for concurrent use.
 */
public interface Kernel {

    /** Returns the kernel's own virtual memory, as {@code init_mm} maps it. */
    AddressSpace memory();

    /** Returns the kernel's symbols, KASLR applied. */
    SymbolTable symbols();

    /** Returns the kernel's C types. */
    TypeCatalog types();

    /** Returns the release as {@code uname -r} prints it, for example {@code "6.1.0-56-amd64"}. */
    String release();

    /**
     * Returns the registers of the vCPUs as they were when the kernel was opened; empty where the
     * source of the memory gives none.
     */
    default List<VcpuRegisters> vcpus() {
        return List.of();
    }

    /**
     * Returns the same kernel seen through a new look, so that what the guest has changed since
     * shows. Symbols, types and page-table root are kept. This object stays usable, and still sees
     * the old look.
     */
    Kernel again();
}
