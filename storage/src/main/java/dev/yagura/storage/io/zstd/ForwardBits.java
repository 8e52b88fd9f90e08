package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;

/** Bits in the order in which they were written, lowest first, from whole bytes of a source. */
final class ForwardBits {
    private final Source source;
    private final String field;
    private int buffer;
    private int buffered;

    ForwardBits(Source source, String field) {
        this.source = source;
        this.field = field;
    }

    /** Reads at most 16 bits. */
    int read(int count) throws MalformedStructureException {
        fill(count);
        int value = buffer & ((1 << count) - 1);
        drop(count);
        return value;
    }

    /** Reads a number from 0 to {@code max}, where the lower ones may take one bit less. */
    int readUpTo(int max) throws MalformedStructureException {
        int wide = Integer.SIZE - Integer.numberOfLeadingZeros(max);
        int narrow = wide - 1;
        int spare = (1 << wide) - 1 - max;
        fill(narrow);
        int low = buffer & ((1 << narrow) - 1);
        if (low < spare) {
            drop(narrow);
            return low;
        }
        int value = read(wide);
        return value >= 1 << narrow ? value - spare : value;
    }

    /** Leaves out what is left of the last byte. */
    void finish() {
        buffer = 0;
        buffered = 0;
    }

    private void fill(int count) throws MalformedStructureException {
        while (buffered < count) {
            buffer |= source.u8(field) << buffered;
            buffered += Byte.SIZE;
        }
    }

    private void drop(int count) {
        buffer >>>= count;
        buffered -= count;
    }
}
