package dev.yagura.detect;

/** How sure a finding is; says nothing on what it would mean. */
public enum Confidence {
    /** Known benign causes look the same; a person must tell them apart. */
    LOW,
    /** Benign causes are rare or need a race that was looked for and not seen. */
    MEDIUM,
    /** The evidence has no benign explanation. */
    HIGH
}
