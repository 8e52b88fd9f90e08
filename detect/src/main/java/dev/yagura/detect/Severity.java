package dev.yagura.detect;

/** What a finding would mean for the guest if it is true; says nothing on how sure it is. */
public enum Severity {
    /** Unusual, no security effect on its own. */
    INFO,
    /** Weakens the guest's defences, or may precede an attack. */
    WARNING,
    /** The guest's kernel must be taken as compromised. */
    CRITICAL
}
