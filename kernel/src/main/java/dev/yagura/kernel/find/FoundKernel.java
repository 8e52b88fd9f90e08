package dev.yagura.kernel.find;

import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.types.TypeCatalog;
import dev.yagura.memory.paging.AddressSpace;

/**
 * A kernel that passed every check.
 *
 * @param memory the kernel's own address space, {@code init_top_pgt}
 * @param symbols its symbols, KASLR applied
 * @param types its C types
 * @param banner {@code linux_banner}, without the newline
 * @param release as {@code uname -r} prints it
 * @param textBase address of {@code _text}
 * @param kaslrOffset {@code textBase} minus the address at which the kernel was linked
 * @param physicalBase guest-physical address of {@code _text}
 */
public record FoundKernel(
        AddressSpace memory,
        SymbolTable symbols,
        TypeCatalog types,
        String banner,
        String release,
        long textBase,
        long kaslrOffset,
        long physicalBase) {}
