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
     * Returns the guest-physical address of the entry that maps an address, of whatever level.
     *
     * @param gva an address that is mapped
     */
    public static long entryOf(GuestCore guest, long gva) throws IOException {
        int level = guest.before().mode().levels();
        long table = guest.before().dtb() & ADDRESS;
        while (true) {
            level--;
            long index = gva >>> (PAGE_BITS + LEVEL_BITS * level) & ((1 << LEVEL_BITS) - 1);
            long entry = table + index * Long.BYTES;
            long value = guest.physical(entry);
            if (level == 0 || (value & LARGE) != 0) {
                return entry;
            }
            table = value & ADDRESS;
        }
    }
}
