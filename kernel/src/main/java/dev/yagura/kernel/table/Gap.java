package dev.yagura.kernel.table;

import static java.util.Objects.requireNonNull;

/**
 * Something a table should have listed and could not.
 *
 * @param what the object or list
 * @param why what was found and what was expected
 */
public record Gap(String what, String why) {
    /** Checks for nulls. */
    public Gap {
        requireNonNull(what, "what");
        requireNonNull(why, "why");
    }
}
