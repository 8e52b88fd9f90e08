package dev.yagura.it.core;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/**
 * Pages that the guest's kernel has given to nobody: the largest of the blocks that its allocator
 * lists as free, {@code mm/page_alloc.c}.
 */
final class FreeMemory {
    private static final int PAGE_BYTES = 4096;

    /** {@code MAX_ORDER} in all kernels of the matrix: a block has up to 2^10 pages. */
    private static final int LARGEST = 10;

    private final AddressSpace memory;
    private final StructViews views;
    private final long start;
    private final long end;
    private long next;

    FreeMemory(Linux linux) throws IOException {
        this.memory = linux.kernel().memory();
        this.views = linux.views();
        long structs = memory.u64(symbol(linux, "vmemmap_base"));
        long node = memory.u64(symbol(linux, "node_data"));
        for (int order = LARGEST; order >= 0; order--) {
            long struct = block(node, order);
            if (struct != 0) {
                long number = (struct - structs) / views.sizeOf("page");
                this.start = memory.u64(symbol(linux, "page_offset_base")) + number * PAGE_BYTES;
                this.end = start + ((long) PAGE_BYTES << order);
                this.next = start;
                return;
            }
        }
        throw new IOException("guest: found no free memory");
    }

    private static long symbol(Linux linux, String name) {
        return linux.kernel().symbols().address(name).orElseThrow();
    }

    /** Returns the {@code struct page} of the first free block of so many pages, or 0. */
    private long block(long node, int order) throws IOException {
        int zones = (int) memory.u32(node + views.offsetOf("pglist_data", "nr_zones"));
        long first = node + views.offsetOf("pglist_data", "node_zones");
        for (int zone = 0; zone < zones; zone++) {
            long area =
                    first
                            + zone * views.sizeOf("zone")
                            + views.offsetOf("zone", "free_area")
                            + order * views.sizeOf("free_area");
            long lists = area + views.offsetOf("free_area", "free_list");
            long afterLists = area + views.offsetOf("free_area", "nr_free");
            for (long list = lists; list < afterLists; list += views.sizeOf("list_head")) {
                long entry = memory.u64(list);
                if (entry != list) {
                    return entry - views.offsetOf("page", "lru");
                }
            }
        }
        return 0;
    }

    /** Returns the address of memory that nobody has; what is in it is anything. */
    long take(int bytes) throws IOException {
        if (bytes > PAGE_BYTES) {
            throw new IllegalArgumentException("bytes = " + bytes);
        }
        if (next / PAGE_BYTES != (next + bytes - 1) / PAGE_BYTES) {
            next += PAGE_BYTES - next % PAGE_BYTES;
        }
        if (next + bytes > end) {
            throw new IOException("guest: found no more than %d free bytes".formatted(end - start));
        }
        long gva = next;
        next += (bytes + Long.BYTES - 1) & -Long.BYTES;
        return gva;
    }

    /** Makes all memory that was taken nobody's again. */
    void giveBack() {
        next = start;
    }
}
