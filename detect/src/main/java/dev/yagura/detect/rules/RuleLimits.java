package dev.yagura.detect.rules;

/** What a rule file may ask for; far above what the largest public rule sets need. */
final class RuleLimits {
    /** Rules of one file; Falco's own file has 100, Sigma's Linux folder 350. */
    static final int RULES = 5_000;

    /** Items of one list. */
    static final int LIST_ITEMS = 50_000;

    /** Parentheses, {@code not} and macros inside each other in one condition. */
    static final int DEPTH = 64;

    /** Comparisons of one condition, its macros' included each time they are used. */
    static final int COMPARISONS = 10_000;

    /** Values of one condition's comparisons together, lists' items included at each use. */
    static final int VALUES = 200_000;

    /** Characters of one pattern or value. */
    static final int VALUE_CHARS = 1_024;

    /** Characters of a row's value that a title or subject shows. */
    static final int SHOWN_CHARS = 200;

    private RuleLimits() {}
}
