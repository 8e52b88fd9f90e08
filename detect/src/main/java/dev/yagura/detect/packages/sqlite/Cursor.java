package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;

/** Reads big-endian numbers one after the other out of bytes that end somewhere. */
final class Cursor {
    private static final int MAX_VARINT_BYTES = 9;

    private final String structure;
    private final byte[] bytes;
    private final int end;
    private int at;

    /**
     * Starts at an offset.
     *
     * @param structure name of what is read, for messages
     * @param end offset behind the last byte that may be read, at most the length of the array
     */
    Cursor(String structure, byte[] bytes, int at, int end) {
        this.structure = structure;
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    /** Reads an unsigned number of up to 4 bytes. */
    long unsigned(String field, int width) throws MalformedStructureException {
        return signed(field, width) & ((1L << (8 * width)) - 1);
    }

    /** Reads a number in two's complement of up to 8 bytes. */
    long signed(String field, int width) throws MalformedStructureException {
        require(field, width);
        long value = bytes[at++];
        for (int i = 1; i < width; i++) {
            value = value << 8 | (bytes[at++] & 0xFF);
        }
        return value;
    }

    /** Reads a number of 1 to 9 bytes: 7 bits of each but the ninth, which has 8. */
    long varint(String field) throws MalformedStructureException {
        long value = 0;
        for (int i = 1; i < MAX_VARINT_BYTES; i++) {
            require(field, 1);
            byte next = bytes[at++];
            value = value << 7 | (next & 0x7F);
            if (next >= 0) {
                return value;
            }
        }
        require(field, 1);
        return value << 8 | (bytes[at++] & 0xFF);
    }

    /** Reads a varint that must lie in a range. */
    int varint(String field, int min, int max) throws MalformedStructureException {
        int start = at;
        long value = varint(field);
        if (value < min || value > max) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    structure,
                    field,
                    start,
                    "is %s, expected %d..%d".formatted(Long.toUnsignedString(value), min, max));
        }
        return (int) value;
    }

    byte[] bytes(String field, int length) throws MalformedStructureException {
        require(field, length);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** Refuses to read past the end. */
    void require(String field, int length) throws MalformedStructureException {
        if (length > end - at || at < 0) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    structure,
                    field,
                    at,
                    "has %d bytes, expected %d".formatted(Math.max(end - at, 0), length));
        }
    }
}
