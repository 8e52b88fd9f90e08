package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

/**
 * A file of rules.
 *
 * @param name as the user named it
 * @param text what is in it
 */
public record RuleSource(String name, String text) {
    /** Requires both. */
    public RuleSource {
        requireNonNull(name, "name");
        requireNonNull(text, "text");
    }
}
