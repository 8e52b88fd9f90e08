package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.Mapping;
import dev.yagura.memory.paging.MappingSweep;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.util.BitSet;

/**
 * What the kernel's page tables let be executed. The last 2 GiB, where kernel and modules lie and
 * all that direct branches can reach, are gone through once; the rest is looked up.
 */
final class ExecutableMemory {
    private static final long LAST_2_GIB = 0xffff_ffff_8000_0000L;
    private static final long PAGE_BYTES = 4096;

    private final AddressSpace memory;
    private final BitSet pages = new BitSet();

    private ExecutableMemory(AddressSpace memory) {
        this.memory = memory;
    }

    /**
     * Goes through the page tables.
     *
     * @param losses is told if they do not end
     */
    static ExecutableMemory of(Linux linux, Partial.Collector<?> losses) throws IOException {
        ExecutableMemory executable = new ExecutableMemory(linux.kernel().memory());
        MappingSweep sweep =
                executable.memory.forEachMapping(LAST_2_GIB, -PAGE_BYTES - 1, executable::add);
        if (!sweep.complete()) {
            losses.missing("page tables of the kernel", sweep.toString());
        }
        return executable;
    }

    private boolean add(Mapping mapping) {
        if (mapping.access().executable()) {
            int first = page(Math.max(mapping.gva(), LAST_2_GIB));
            pages.set(first, first + (int) (mapping.pageSize() / PAGE_BYTES));
        }
        return true;
    }

    private static int page(long gva) {
        return (int) ((gva - LAST_2_GIB) / PAGE_BYTES);
    }

    /** Returns whether an address can be executed. */
    boolean contains(long gva) throws IOException {
        if (gva >= LAST_2_GIB && gva < 0) {
            return pages.get(page(gva));
        }
        return memory.translate(gva) instanceof Translation.Mapped mapped
                && mapped.access().executable();
    }
}
