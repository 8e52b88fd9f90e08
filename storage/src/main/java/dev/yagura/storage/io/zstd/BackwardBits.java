package dev.yagura.storage.io.zstd;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits that were written last come first; a set bit behind them marks where they start. */
final class BackwardBits {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int from;
    private int left; // negative once more was read than there is

    BackwardBits(Source source, String field) throws MalformedStructureException {
        this.bytes = source.bytes();
        this.from = source.position();
        int length = source.remaining();
        int last = length == 0 ? 0 : Byte.toUnsignedInt(bytes[from + length - 1]);
        if (last == 0) {
            throw source.malformed(field, "ends with no set bit, expected one");
        }
        this.left = length * Byte.SIZE - Integer.numberOfLeadingZeros(last << 24) - 1;
    }

    /** Returns how many bits are left; negative once more were read, which came out as zeros. */
    int left() {
        return left;
    }

    /** Reads at most 31 bits. */
    int read(int count) {
        left -= count;
        return bits(left, count);
    }

    /** Returns the next bits, at most 31, and leaves them there. */
    int peek(int count) {
        return bits(left - count, count);
    }

    void skip(int count) {
        left -= count;
    }

    private int bits(int start, int count) {
        if (start < 0) {
            int there = count + start;
            return there <= 0 ? 0 : bits(0, there) << -start;
        }
        int at = from + (start >>> 3);
        long word;
        if (at + Long.BYTES <= bytes.length) {
            word = (long) LONG.get(bytes, at);
        } else {
            word = 0;
            for (int i = bytes.length - 1; i >= at; i--) {
                word = word << 8 | Byte.toUnsignedLong(bytes[i]);
            }
        }
        return (int) ((word >>> (start & 7)) & ((1L << count) - 1));
    }
}
