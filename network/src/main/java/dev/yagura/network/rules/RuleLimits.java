package dev.yagura.network.rules;

/** What files of rules may have at most; what has more is refused. */
public final class RuleLimits {
    /** Characters of a file. The largest of Emerging Threats has 15 million. */
    public static final int MAX_FILE_CHARS = 64 << 20;

    /** Characters of one rule with the lines that continue it: Suricata's own line buffer. */
    static final int MAX_RULE_CHARS = 8192 * 4;

    /** Rules of all files. Emerging Threats has 60,000 with those that are switched off. */
    static final int MAX_RULES = 500_000;

    /** Options of a rule. */
    static final int MAX_OPTIONS = 512;

    /** Bytes of a content: Suricata keeps their number in 16 bits, and rules have a few hundred. */
    static final int MAX_CONTENT_BYTES = 8192;

    /** Groups and variables inside each other, in addresses and ports. */
    static final int MAX_DEPTH = 32;

    /** Addresses or ports of one end of a rule, all variables written out. */
    static final int MAX_ELEMENTS = 50_000;

    /** Variables. */
    static final int MAX_VARIABLES = 10_000;

    /** Entries of a file of classifications or references. */
    static final int MAX_ENTRIES = 10_000;

    /** Characters of a file of values. */
    public static final int MAX_LIST_CHARS = 64 << 20;

    /** Values of all such files: of SHA-256 some 100 MB. */
    static final int MAX_LIST_VALUES = 1_000_000;

    private RuleLimits() {}
}
