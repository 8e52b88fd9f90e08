package dev.yagura.kernel.table;

import static java.util.Objects.requireNonNull;

/**
 * A column of a table.
 *
 * @param name field name in JSON; camel case, kept from release to release
 * @param kind what its values are
 * @param meaning what a value says, in one line: unit, source, when it is absent
 * @param brief whether the table for people has it; JSON has all
 */
public record Column(String name, Kind kind, String meaning, boolean brief) {

    /** What the values of a column are; each may be {@code null} where the object has none. */
    public enum Kind {
        /** Text of the guest's; may hold any character. */
        TEXT,
        /** A whole number. */
        NUMBER,
        /** An address or a bit mask as text, such as {@code "0xffff888003e8c000"}. */
        HEX,
        /** True or false. */
        FLAG,
        /** A list of texts or numbers. */
        LIST
    }

    /** Checks for nulls. */
    public Column {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        requireNonNull(meaning, "meaning");
    }
}
