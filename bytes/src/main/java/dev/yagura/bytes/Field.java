package dev.yagura.bytes;

import static java.util.Objects.requireNonNull;

/**
 * A fixed-width field of a {@link Structure}.
 *
 * @param name the field's name in the format's own document
 * @param offset from the start of the structure, in bytes, at least 0
 * @param size in bytes, at least 1
 */
public record Field(String name, long offset, long size) {
    /** Refuses a table entry that no structure can have; such an entry is a bug in the reader. */
    public Field {
        requireNonNull(name, "name");
        if (offset < 0 || size < 1) {
            throw new IllegalArgumentException(
                    "%s: offset = %d, size = %d".formatted(name, offset, size));
        }
    }
}
