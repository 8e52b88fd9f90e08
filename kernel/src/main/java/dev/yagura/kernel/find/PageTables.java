package dev.yagura.kernel.find;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The path from a root table to the table that maps the kernel image.
 *
 * <p>The image is in the last 2 GiB of the address space: entry 511 of each table down to level 4,
 * then entry 510 of the level 3 table. Intel SDM volume 3A, "4-Level Paging and 5-Level Paging".
 */
final class PageTables {
    static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Where the entry for the end of the address space is in a table, in bytes. */
    static final int LAST_ENTRY = 511 * 8;

    private static final int IMAGE_ENTRY = 510 * 8;

    private static final long PRESENT_WRITABLE = 0x3;
    private static final long PAGE_SIZE = 0x80;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    private PageTables() {}

    /**
     * Returns whether an entry may be one on the path: it points at a table, below which there is
     * text (not execute-disable) and data (writable), and the bits that Linux leaves 0 are 0.
     */
    static boolean isOnPath(long entry) {
        return (entry & (PRESENT_WRITABLE | PAGE_SIZE)) == PRESENT_WRITABLE
                && entry >>> 52 == 0
                && (entry & ADDRESS) != 0;
    }

    static long table(long entry) {
        return entry & ADDRESS;
    }

    /**
     * Follows the path from a root.
     *
     * @return the guest-physical address of the level 2 table, or empty where the path ends
     */
    static Optional<Long> level2(PhysicalMemory memory, long root, PagingMode mode)
            throws IOException {
        long table = root;
        for (int level = mode.levels(); level >= 3; level--) {
            MemorySegment page = memory.page(table).orElse(null);
            if (page == null) {
                return Optional.empty();
            }
            long entry = page.get(ENTRY, level == 3 ? IMAGE_ENTRY : LAST_ENTRY);
            if (!isOnPath(entry)) {
                return Optional.empty();
            }
            table = table(entry);
        }
        return Optional.of(table);
    }
}
