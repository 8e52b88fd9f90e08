package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

/**
 * A number in a buffer.
 *
 * @param bytes how many it has: 1 to 8 in binary, up to 23 as text; 0 as text for all its digits
 * @param offset where it starts
 * @param relative whether that counts from the end of the match before
 * @param form how it is written
 * @param bitMask of its bits those that count, moved down by the zeros below; all of them if 0
 */
public record ByteNumber(
        Quantity bytes, Quantity offset, boolean relative, Form form, long bitMask) {
    /** How a number is written. */
    public enum Form {
        /** Most significant byte first. */
        BIG_ENDIAN,
        /** Least significant byte first. */
        LITTLE_ENDIAN,
        /** Digits of base 16. */
        HEXADECIMAL,
        /** Digits of base 10. */
        DECIMAL,
        /** Digits of base 8. */
        OCTAL
    }

    /** Requires all of it. */
    public ByteNumber {
        requireNonNull(bytes, "bytes");
        requireNonNull(offset, "offset");
        requireNonNull(form, "form");
    }
}
