package dev.yagura.memory.paging;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Translations remembered per 4 KiB page: a direct-mapped cache that grows while it misses, up to a
 * bound.
 *
 * <p>Safe for concurrent use without a lock: an entry is immutable and is either seen whole or not
 * at all, and one that gets lost to a race is only found again.
 */
final class PageCache {
    /**
     * One translated page.
     *
     * @param gva first address of the page
     * @param gpa where it is
     * @param bytes the page itself, where the memory under it has it to hand
     */
    record Page(long gva, long gpa, @Nullable MemorySegment bytes) {}

    private static final int FIRST_SIZE = 1 << 6;

    /** 64 MiB of guest memory; the working set of a walk over all tasks is a few MiB. */
    private static final int MAX_SIZE = 1 << 14;

    private volatile @Nullable Page[] slots = new @Nullable Page[FIRST_SIZE];
    private int replaced;

    /** Returns the page that starts at {@code pageGva}, or null. */
    @Nullable Page get(long pageGva) {
        @Nullable Page[] current = slots;
        Page page = current[index(pageGva, current.length)];
        return page != null && page.gva() == pageGva ? page : null;
    }

    void put(Page page) {
        @Nullable Page[] current = slots;
        int index = index(page.gva(), current.length);
        if (current[index] != null
                && current.length < MAX_SIZE
                && ++replaced > current.length / 4) {
            replaced = 0;
            current = grown(current);
            index = index(page.gva(), current.length);
            slots = current;
        }
        current[index] = page;
    }

    private static @Nullable Page[] grown(@Nullable Page[] old) {
        @Nullable Page[] larger = new @Nullable Page[old.length * 4];
        for (Page page : old) {
            if (page != null) {
                larger[index(page.gva(), larger.length)] = page;
            }
        }
        return larger;
    }

    /** Spreads page numbers, which come in strides of a power of two, by Fibonacci hashing. */
    private static int index(long pageGva, int size) {
        long hash = (pageGva >>> 12) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(size)));
    }
}
