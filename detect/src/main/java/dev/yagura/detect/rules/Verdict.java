package dev.yagura.detect.rules;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What became of a rule, list or macro of a file, or of the file itself.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1; where it was refused, else where it starts
 * @param rule id of the rule, where it is one that has an id
 * @param refused what was found and what was expected; empty where it was accepted
 */
public record Verdict(
        String file, int line, int column, Optional<String> rule, Optional<String> refused) {
    /** Requires the texts. */
    public Verdict {
        requireNonNull(file, "file");
        requireNonNull(rule, "rule");
        requireNonNull(refused, "refused");
    }

    /** Returns whether it was accepted. */
    public boolean accepted() {
        return refused.isEmpty();
    }
}
