package dev.yagura.kernel.symbols;

/** Bounds on what a symbol source may claim, each with the reason for its value. */
final class KallsymsLimits {
    /**
     * Smallest number of symbols: a kernel without modules and drivers ({@code tinyconfig}) with
     * KALLSYMS has several thousand. Keeps the structural search from accepting chance patterns.
     */
    static final int MIN_SYMBOLS = 2048;

    /** Largest number of symbols: {@code allyesconfig} with KALLSYMS_ALL has about 600,000. */
    static final int MAX_SYMBOLS = 1 << 21;

    /** Longest name with its type letter and NUL: KSYM_NAME_LEN, include/linux/kallsyms.h. */
    static final int MAX_NAME = 512;

    /** Names between two markers: scripts/kallsyms.c, {@code write_src}. */
    static final int NAMES_PER_MARKER = 256;

    /** Entries of the token table: one for each byte value. */
    static final int TOKENS = 256;

    /** Length byte and one token: the least that a name takes in the compressed stream. */
    static final int MIN_ENTRY = 2;

    /** Two length bytes and a token for each character: the most that a name takes. */
    static final int MAX_ENTRY = 2 + MAX_NAME;

    /** The kernel image lies in this many bytes: KERNEL_IMAGE_SIZE with KASLR, page_64_types.h. */
    static final long MAX_IMAGE_BYTES = 1L << 30;

    /** Token indexes looked into in one region; a kernel has one. Bounds work on hostile memory. */
    static final int MAX_CANDIDATES = 64;

    private KallsymsLimits() {}
}
