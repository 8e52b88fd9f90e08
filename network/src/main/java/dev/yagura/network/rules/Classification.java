package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

/**
 * What a rule's {@code classtype} stands for.
 *
 * @param name as rules have it
 * @param description one line
 * @param priority 1 for the most serious, at most 255
 */
public record Classification(String name, String description, int priority) {
    /** What a rule has whose {@code classtype} is unknown, or that has none. */
    public static final int DEFAULT_PRIORITY = 3;

    /** Requires the texts. */
    public Classification {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
    }
}
