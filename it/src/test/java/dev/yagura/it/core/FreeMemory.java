package dev.yagura.it.core;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;

/**
 * Pages that the guest's kernel has given to nobody, from the end of its RAM below 3 GiB downwards.
 */
final class FreeMemory {
    private static final int PAGE_BYTES = 4096;

    private final AddressSpace memory;
    private final long structs;
    private final long structBytes;
    private final long users;
    private final long head;
    private final long directMap;
    private final long end;

    private long nextPage;
    private long page;
    private int taken = PAGE_BYTES;

    FreeMemory(Linux linux) throws IOException {
        this.memory = linux.kernel().memory();
        this.structs = memory.u64(symbol(linux, "vmemmap_base"));
        this.directMap = memory.u64(symbol(linux, "page_offset_base"));
        this.structBytes = linux.views().sizeOf("page");
        this.users = linux.views().offsetOf("page", "_refcount");
        this.head = linux.views().offsetOf("page", "compound_head", "compound_info");
        this.end = memory.physical().ranges().getFirst().end() / PAGE_BYTES;
        this.nextPage = end;
    }

    private static long symbol(Linux linux, String name) {
        return linux.kernel().symbols().address(name).orElseThrow();
    }

    /** Returns the address of memory that nobody has; what is in it is anything. */
    long take(int bytes) throws IOException {
        if (bytes > PAGE_BYTES) {
            throw new IllegalArgumentException("bytes = " + bytes);
        }
        if (taken + bytes > PAGE_BYTES) {
            do {
                nextPage--;
            } while (!isFree(nextPage));
            page = directMap + nextPage * PAGE_BYTES;
            taken = 0;
        }
        long gva = page + taken;
        taken += (bytes + Long.BYTES - 1) & -Long.BYTES;
        return gva;
    }

    /** A page that follows the first of a larger one has no users of its own either. */
    private boolean isFree(long number) throws IOException {
        long struct = structs + number * structBytes;
        return (int) memory.u64(struct + users) == 0 && (memory.u64(struct + head) & 1) == 0;
    }

    /** Makes all memory that was taken nobody's again. */
    void giveBack() {
        nextPage = end;
        taken = PAGE_BYTES;
    }
}
