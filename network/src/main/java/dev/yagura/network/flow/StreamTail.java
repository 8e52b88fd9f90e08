package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The last bytes of a stream, to compare with what is sent again. */
final class StreamTail {
    /** The tail has at least so many bytes, where the stream has. */
    static final int MIN_BYTES = 4096;

    private static final int MAX_BYTES = 2 * MIN_BYTES;
    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int length;

    /** Returns what the tail takes, in bytes. */
    int costBytes() {
        return bytes.length;
    }

    void add(MemorySegment more) {
        int kept = (int) Math.min(more.byteSize(), MIN_BYTES);
        if (kept < more.byteSize()) {
            length = 0; // what is left out stood between
        }
        if (length + kept > MAX_BYTES) {
            int drop = length - (MIN_BYTES - kept);
            System.arraycopy(bytes, drop, bytes, 0, length - drop);
            length -= drop;
        }
        if (length + kept > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(Math.max(length + kept, 2 * length), MAX_BYTES));
        }
        MemorySegment.copy(more, JAVA_BYTE, more.byteSize() - kept, bytes, length, kept);
        length += kept;
    }

    /** Forgets what there is: what comes next does not follow it. */
    void clear() {
        bytes = EMPTY;
        length = 0;
    }

    /**
     * Returns whether any byte differs from the one at its place, as far as there are any.
     *
     * @param end where the tail ends in the stream
     * @param start where {@code other} starts in it
     */
    boolean differsFrom(long end, long start, MemorySegment other) {
        long first = Math.max(start, end - length);
        long last = Math.min(end, start + other.byteSize());
        if (first >= last) {
            return false;
        }
        MemorySegment mine =
                MemorySegment.ofArray(bytes).asSlice(first - (end - length), last - first);
        return mine.mismatch(other.asSlice(first - start, last - first)) >= 0;
    }
}
