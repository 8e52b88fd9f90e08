package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What became of a rule, or of a file as a whole.
 *
 * @param file as the user named it
 * @param line from 1; where it was refused, else where it starts
 * @param column from 1
 * @param rule {@code gid:sid}, where it has a sid
 * @param refusal why it was refused; empty where it was accepted
 */
public record RuleVerdict(
        String file, int line, int column, Optional<String> rule, Optional<Refusal> refusal) {
    /**
     * Why a rule was refused.
     *
     * @param keyword the keyword that cannot be honoured; for what comes before the options the
     *     part of the header, for example {@code "protocol"}
     * @param reason what was found, and what was expected
     */
    public record Refusal(String keyword, String reason) {
        /** Requires both. */
        public Refusal {
            requireNonNull(keyword, "keyword");
            requireNonNull(reason, "reason");
        }
    }

    /** Requires all of it. */
    public RuleVerdict {
        requireNonNull(file, "file");
        requireNonNull(rule, "rule");
        requireNonNull(refusal, "refusal");
    }

    /** Returns whether it was accepted. */
    public boolean accepted() {
        return refusal.isEmpty();
    }
}
