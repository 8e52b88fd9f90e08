package dev.yagura.memory.paging;

/** Bits of a paging-structure entry. Intel SDM volume 3A, "4-Level Paging and 5-Level Paging". */
final class Entry {
    static final int BYTES = 8;
    static final int TABLE_BYTES = 4096;
    static final int PER_TABLE = 512;

    private static final long PRESENT = 1;
    private static final long WRITABLE = 1L << 1;
    private static final long USER = 1L << 2;
    private static final long PAGE_SIZE = 1L << 7;
    private static final long EXECUTE_DISABLE = 1L << 63;

    /** Rights as a mask: R/W and U/S as they stand, XD inverted, so that AND joins levels. */
    static final long ALL_RIGHTS = WRITABLE | USER | EXECUTE_DISABLE;

    /** Bits 51..12: where the next table or page is. */
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** Levels 2 (PDE, 2 MiB) and 3 (PDPTE, 1 GiB) may map a page themselves. */
    private static final int LARGEST_LEAF_LEVEL = 3;

    private Entry() {}

    /** Returns how far a GVA is shifted right to give the index into a table of {@code level}. */
    static int shift(int level) {
        return 12 + 9 * (level - 1);
    }

    static long gpaOf(long table, long gva, int level) {
        return table + ((gva >>> shift(level)) & (PER_TABLE - 1)) * BYTES;
    }

    static boolean isPresent(long entry) {
        return (entry & PRESENT) != 0;
    }

    static boolean isLeaf(long entry, int level) {
        return level == 1 || (entry & PAGE_SIZE) != 0;
    }

    /** Returns whether an entry of that level may be a leaf at all. */
    static boolean leafAllowed(int level) {
        return level <= LARGEST_LEAF_LEVEL;
    }

    /** Returns the next table's address. */
    static long table(long entry) {
        return entry & ADDRESS;
    }

    /** Returns the page's address; a large page's low address bits hold PAT and reserved bits. */
    static long page(long entry, int level) {
        return entry & ADDRESS & -(1L << shift(level));
    }

    /** Returns {@code rights} less what {@code entry} takes away. */
    static long restrict(long rights, long entry) {
        return rights & (entry ^ EXECUTE_DISABLE);
    }

    static Translation.Access access(long rights) {
        return new Translation.Access(
                (rights & WRITABLE) != 0, (rights & USER) != 0, (rights & EXECUTE_DISABLE) != 0);
    }
}
