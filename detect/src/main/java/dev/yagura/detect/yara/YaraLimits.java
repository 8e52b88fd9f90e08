package dev.yagura.detect.yara;

/** What rule files and scans may ask for; above what the largest public sets of rules need. */
public final class YaraLimits {
    /** Characters of one file: all rules of signature-base together have 7 million. */
    public static final int FILE_CHARS = 16 << 20;

    /** Rules of all files together. */
    static final int RULES = 50_000;

    /** Strings of one rule, {@code YR_MAX_STRINGS_PER_RULE} of libyara. */
    static final int STRINGS_PER_RULE = 10_000;

    /** Strings of all rules together. */
    static final int STRINGS = 500_000;

    /** Characters of one text, expression or value. */
    static final int TEXT_CHARS = 4_096;

    /** Characters of one hex string. */
    static final int HEX_CHARS = 32_768;

    /** Levels of a condition; a pair of parentheses is three. */
    static final int DEPTH = 256;

    /** Operators of one condition. */
    static final int OPERATORS = 20_000;

    /** Operators of numbers in a row, without parentheses. */
    static final int CHAIN = 256;

    /** Loops inside each other, {@code YR_MAX_LOOP_NESTING} of libyara. */
    static final int LOOPS = 4;

    /** Matches of one string in one input that are kept. */
    static final int MATCHES_PER_STRING = 65_536;

    /** Matches of all strings in one input that are kept. */
    static final int MATCHES = 1_000_000;

    /** Steps of one condition for one input. */
    static final long RULE_STEPS = 1L << 24;

    /** Steps of all conditions for one input. */
    static final long CONDITION_STEPS = 1L << 28;

    /** Bytes of one match that are shown. */
    static final int SHOWN_BYTES = 64;

    private YaraLimits() {}
}
