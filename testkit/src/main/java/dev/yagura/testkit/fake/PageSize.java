package dev.yagura.testkit.fake;

/** The sizes of page that x86-64 translation knows. */
public enum PageSize {
    /** 4 KiB, mapped by a page-table entry. */
    SIZE_4K(1),
    /** 2 MiB, mapped by a page-directory entry. */
    SIZE_2M(2),
    /** 1 GiB, mapped by a page-directory-pointer entry. */
    SIZE_1G(3);

    private final int level;

    PageSize(int level) {
        this.level = level;
    }

    /** Returns the level of the entry that maps such a page, 1 to 3. */
    public int level() {
        return level;
    }

    /** Returns the size in bytes. */
    public long bytes() {
        return 1L << PageTables.shift(level);
    }
}
