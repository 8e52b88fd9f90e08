package dev.yagura.kernel.find;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel image as page tables map it: one run of guest-physical memory from {@code _text} on.
 *
 * @param space through which the image was found; need not be the kernel's own root
 * @param textBase address of the first byte, a multiple of 2 MiB
 * @param physicalBase guest-physical address of the first byte, a multiple of 2 MiB
 * @param runs what is mapped, ascending; rights are the same within a run
 */
record KernelImage(AddressSpace space, long textBase, long physicalBase, List<Run> runs) {
    /**
     * Pages side by side with the same rights.
     *
     * @param gva first address
     * @param lengthBytes a multiple of 4096
     */
    record Run(long gva, long lengthBytes, boolean writable, boolean executable) {
        long end() {
            return gva + lengthBytes;
        }

        boolean isConstant() {
            return !writable && !executable;
        }
    }

    KernelImage {
        requireNonNull(space, "space");
        runs = List.copyOf(runs);
    }

    /** Returns one past the last mapped address. */
    long end() {
        return runs.getLast().end();
    }

    /** Returns where a byte of the image lies in guest-physical memory. */
    long gpaOf(long gva) {
        return gva - textBase + physicalBase;
    }

    /**
     * Returns what may hold read-only data, likeliest first: what is neither writable nor
     * executable, then the rest, each in address order. Memory is all writable and executable until
     * {@code mark_rodata_ro} has run.
     */
    List<Run> searchOrder() {
        List<Run> order = new ArrayList<>(runs.size());
        for (Run run : runs) {
            if (run.isConstant()) {
                order.add(run);
            }
        }
        for (Run run : runs) {
            if (!run.isConstant()) {
                order.add(run);
            }
        }
        return order;
    }

    /** Copies a run, or as much of it as is ever copied. */
    byte[] copy(Run run) throws IOException {
        return copy(run.gva(), (int) Math.min(run.lengthBytes(), FinderLimits.MAX_REGION_BYTES));
    }

    /** Copies bytes of the image. */
    byte[] copy(long gva, int lengthBytes) throws IOException {
        byte[] copy = new byte[lengthBytes];
        space.physical().read(gpaOf(gva), MemorySegment.ofArray(copy));
        return copy;
    }

    /** Returns whether two images are the same bytes at the same address. */
    boolean isSameAs(KernelImage other) {
        return textBase == other.textBase && physicalBase == other.physicalBase;
    }
}
