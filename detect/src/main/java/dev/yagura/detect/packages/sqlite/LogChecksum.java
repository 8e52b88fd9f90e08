package dev.yagura.detect.packages.sqlite;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The running sum of a write-ahead log: section "Checksum Algorithm". */
final class LogChecksum {
    private final ValueLayout.OfInt word;
    private int first;
    private int second;

    LogChecksum(boolean isBigEndian) {
        this.word =
                JAVA_INT_UNALIGNED.withOrder(
                        isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds the first bytes of an array, a multiple of 8. */
    void add(byte[] bytes, int length) {
        MemorySegment words = MemorySegment.ofArray(bytes);
        for (int at = 0; at < length; at += 8) {
            first += words.get(word, at) + second;
            second += words.get(word, at + 4) + first;
        }
    }

    /** Returns both sums, as the file has them one after the other. */
    long value() {
        return (long) first << 32 | Integer.toUnsignedLong(second);
    }
}
