package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

/**
 * Evidence, or what was to endorse it, is not genuine; says which rule failed, the value found and
 * the value expected.
 *
 * <p>What every check of genuineness throws for input of any kind. A verifier makes a verdict of
 * it.
 */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What decided. */
    private final Rule rule;

    /** The value found. */
    private final String found;

    /** What would have been accepted. */
    private final String expected;

    /**
     * Describes a refusal.
     *
     * @param rule what decided
     * @param found the value found
     * @param expected what would have been accepted
     */
    public RefusedException(Rule rule, String found, String expected) {
        super("%s is %s, expected %s".formatted(rule.label(), found, expected));
        this.rule = requireNonNull(rule, "rule");
        this.found = requireNonNull(found, "found");
        this.expected = requireNonNull(expected, "expected");
    }

    /** Returns what decided. */
    public Rule rule() {
        return rule;
    }

    /** Returns the value found. */
    public String found() {
        return found;
    }

    /** Returns what would have been accepted. */
    public String expected() {
        return expected;
    }
}
