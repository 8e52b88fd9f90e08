package dev.yagura.memory.paging;

/** How many levels of tables a guest's address translation has. */
public enum PagingMode {
    /** PML4, PDPT, PD, PT: 48-bit addresses. */
    FOUR_LEVEL(4),
    /** PML5 on top (LA57, CR4 bit 12): 57-bit addresses. */
    FIVE_LEVEL(5);

    private static final long CR4_LA57 = 1L << 12;

    private final int levels;

    PagingMode(int levels) {
        this.levels = levels;
    }

    /** Returns the mode that a vCPU's CR4 selects; paging in long mode is assumed. */
    public static PagingMode ofCr4(long cr4) {
        return (cr4 & CR4_LA57) == 0 ? FOUR_LEVEL : FIVE_LEVEL;
    }

    /** Returns the number of levels, 4 or 5. */
    public int levels() {
        return levels;
    }

    /** Returns the number of meaningful address bits, 48 or 57. */
    public int addressBits() {
        return 12 + 9 * levels;
    }

    /** Returns whether the bits of {@code gva} above the meaningful ones all equal the topmost. */
    public boolean isCanonical(long gva) {
        long high = gva >> (addressBits() - 1);
        return high == 0 || high == -1;
    }
}
