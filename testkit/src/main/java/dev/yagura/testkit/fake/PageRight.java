package dev.yagura.testkit.fake;

/** What a mapping allows beyond reading by the kernel. */
public enum PageRight {
    /** Bit R/W of the entry. */
    WRITE,
    /** Bit U/S of the entry. */
    USER,
    /** Bit XD of the entry, inverted. */
    EXECUTE
}
