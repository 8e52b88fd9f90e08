package dev.yagura.detect.yara.pattern;

/** What patterns may ask for. The figures of libyara 4.2 are named where they are the source. */
public final class PatternLimits {
    /** Bytes of a text, and of any match of one pattern without a long gap. */
    public static final int MATCH_BYTES = 8_192;

    /** Bytes that a regular expression is followed, {@code RE_SCAN_LIMIT} of libyara. */
    static final int REGEX_BYTES = 4_096;

    /**
     * Longest gap inside of one pattern; one that may be longer parts it in two that are looked for
     * by themselves. {@code STRING_CHAINING_THRESHOLD} of libyara.
     */
    static final int GAP_BYTES = 200;

    /** Largest number in a repetition, {@code RE_MAX_RANGE} of libyara. */
    static final int REPETITIONS = 32_767;

    /** Parentheses inside each other. */
    static final int DEPTH = 32;

    /** Bytes of a pattern, its repetitions written out. */
    static final int LEAVES = 10_000;

    /** Parts of a pattern, its repetitions written out: bytes, places, and what is of them. */
    static final int NODES = 4 * LEAVES;

    /** Instructions of all regular expressions of a set of rules together. */
    static final int INSTRUCTIONS = 4_000_000;

    /** Parts of a pattern between long gaps. */
    static final int FRAGMENTS = 64;

    /** Branches of one choice that are looked for one by one. */
    static final int ATOMS = 64;

    /** Places of the table of pairs that all patterns take together. */
    static final int TABLE_ENTRIES = 1 << 23;

    /** Steps for verifying one pattern in one input, besides those for each of its bytes. */
    static final long PATTERN_STEPS = 1L << 25;

    /** Steps for verifying one pattern, for each byte of the input. */
    static final long PATTERN_STEPS_PER_BYTE = 64;

    /** Steps for verifying all patterns in one input, besides those for each of its bytes. */
    static final long ALL_STEPS = 1L << 30;

    /** Steps for verifying all patterns, for each byte of the input. */
    static final long ALL_STEPS_PER_BYTE = 256;

    private PatternLimits() {}
}
