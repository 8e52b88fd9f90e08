package dev.yagura.kernel.find;

/** Bounds on the search, each with the reason for its value. */
final class FinderLimits {
    /** The kernel image is linked into the top 2 GiB: __START_KERNEL_map, page_64_types.h. */
    static final long IMAGE_WINDOW = 0xFFFF_FFFF_8000_0000L;

    /** The image lies in this many bytes of it: KERNEL_IMAGE_SIZE with KASLR, page_64_types.h. */
    static final long IMAGE_WINDOW_BYTES = 1L << 30;

    /** Where a kernel is linked: __START_KERNEL with the default CONFIG_PHYSICAL_START. */
    static final long LINK_TEXT = 0xFFFF_FFFF_8100_0000L;

    /** The image begins on such a boundary: the least CONFIG_PHYSICAL_ALIGN on x86-64. */
    static final long IMAGE_ALIGNMENT = 2L << 20;

    /** Smallest image: {@code tinyconfig} for x86-64 maps about 4 MiB. */
    static final long MIN_IMAGE_BYTES = 4L << 20;

    /** Largest piece of an image that is copied: {@code allyesconfig} stays below 200 MiB. */
    static final long MAX_REGION_BYTES = 128L << 20;

    /** Tables that map the window at most: a path down, a table of level 2, and 512 of level 1. */
    static final long MAX_IMAGE_TABLES = 4 + 512;

    /**
     * Distances between addresses and what they map that are told apart in the image's window.
     * Linux maps nothing but the image there, at one distance; tables made up to cost time map each
     * page at another.
     */
    static final int MAX_DISTANCES = 1 << 10;

    /** Candidates for a root table that are looked into; all processes share one level 3 table. */
    static final int MAX_ROOTS = 256;

    /** Images in which symbols are looked for; each costs a copy of its read-only data. */
    static final int MAX_IMAGES = 16;

    /** Level 3 tables that are remembered as seen; bounds memory on a hostile guest. */
    static final int MAX_TABLES_SEEN = 1 << 16;

    /** Bytes swept at once where memory is not mapped into this process. */
    static final int SWEEP_BYTES = 1 << 20;

    /** A banner is shorter: it is printed as one line of at most 1 KiB (LOG_LINE_MAX). */
    static final int MAX_BANNER = 1024;

    /** Length of a field of struct new_utsname, with its NUL: __NEW_UTS_LEN + 1. */
    static final int MAX_RELEASE = 65;

    /** Bytes of images that are searched for symbols in all; see {@link #MAX_REGION_BYTES}. */
    static final long MAX_SEARCHED_BYTES = 1L << 30;

    private FinderLimits() {}
}
