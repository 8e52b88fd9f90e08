package dev.yagura.detect.yara;

/** Names a string of the rule: always the same, or the one that a loop is at. */
@FunctionalInterface
interface StringRef {
    /** Returns its number in the rule. */
    int of(Evaluation evaluation);
}
