package dev.yagura.it.core;

import java.io.IOException;

/** The kernel's own page tables, as a guest has them. */
public final class PageTables {
    /** In an entry: the page is there, may be written to, and may not be executed. */
    public static final long PRESENT = 1;

    /** See {@link #PRESENT}. */
    public static final long WRITABLE = 2;

    /** See {@link #PRESENT}. */
    public static final long NOT_EXECUTABLE = 1L << 63;

    private static final long LARGE = 0x80;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;
    private static final int PAGE_BITS = 12;
    private static final int LEVEL_BITS = 9;

    private PageTables() {}

    /**
     * An entry that maps a page.
     *
     * @param gpa where the entry is
     * @param pageGva the first address that it maps
     */
    public record Entry(long gpa, long pageGva) {}

    /**
     * Returns the entry that maps an address, of whatever level.
     *
     * @param gva an address that is mapped
     */
    public static Entry entryOf(GuestCore guest, long gva) throws IOException {
        int level = guest.before().mode().levels();
        long table = guest.before().dtb() & ADDRESS;
        while (true) {
            level--;
            int bits = PAGE_BITS + LEVEL_BITS * level;
            long entry = table + (gva >>> bits & ((1 << LEVEL_BITS) - 1)) * Long.BYTES;
            long value = guest.physical(entry);
            if (level == 0 || (value & LARGE) != 0) {
                return new Entry(entry, gva & -1L << bits);
            }
            table = value & ADDRESS;
        }
    }
}
