package dev.yagura.detect.yara.pattern;

import dev.yagura.detect.files.ByteSource;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Looks for all patterns of an index in data that is read once, from its start to its end.
 *
 * <p>Holds 320 KiB of the data at a time. Keeps its room between searches; not safe for concurrent
 * use.
 */
public final class PatternSearch {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Further than any match reaches from its atom, with the characters beside it. */
    private static final int REACH = PatternLimits.MATCH_BYTES + 64;

    private static final int WINDOW_BYTES = (256 << 10) + 2 * REACH;

    private final PatternIndex index;
    private final long[] pairs;
    private final Window window = new Window(WINDOW_BYTES + Integer.BYTES);
    private final Steps steps;
    private final Verifier verifier;

    /** Takes matches. */
    @FunctionalInterface
    public interface Found {
        /**
         * Takes a match; the same one may be handed out more than once.
         *
         * @param pattern number in the index
         * @param offset of the first byte in the data
         * @param length in bytes, at least 1
         */
        void found(int pattern, long offset, int length);
    }

    /** Prepares to look for the patterns of an index. */
    public PatternSearch(PatternIndex index, Found found) {
        this.index = index;
        this.pairs = index.pairs();
        this.steps = new Steps(index.size());
        this.verifier = new Verifier(window, steps, found);
        steps.reset();
    }

    /** Forgets which patterns were given up, for another input. */
    public void reset() {
        steps.reset();
    }

    /** Returns whether a pattern was given up, since verifying it took too many steps. */
    public boolean isGivenUp(int pattern) {
        return steps.isGivenUp(pattern);
    }

    /**
     * Searches data.
     *
     * @return how many bytes there were
     * @throws IOException if they cannot be read
     */
    public long search(ByteSource source) throws IOException {
        window.base = 0;
        window.end = 0;
        window.last = false;
        int searched = 0;
        while (!window.last) {
            fill(source);
            int until = window.last ? window.end : window.end - REACH;
            search(searched, until);
            int dropped = Math.max(0, until - REACH);
            if (!window.last) {
                System.arraycopy(window.bytes, dropped, window.bytes, 0, window.end - dropped);
                window.base += dropped;
                window.end -= dropped;
            }
            searched = until - dropped;
        }
        return window.base + window.end;
    }

    private void fill(ByteSource source) throws IOException {
        int before = window.end;
        while (window.end < WINDOW_BYTES && !window.last) {
            int got =
                    source.read(
                            window.base + window.end,
                            window.bytes,
                            window.end,
                            WINDOW_BYTES - window.end);
            window.last = got <= 0;
            window.end += Math.max(got, 0);
        }
        // A pair at the end is looked up with a zero that the data does not have.
        Arrays.fill(window.bytes, window.end, window.end + Integer.BYTES, (byte) 0);
        steps.allow(window.end - before);
    }

    private void search(int from, int until) {
        byte[] bytes = window.bytes;
        long[] bits = pairs;
        int low = bytes[from] & 0xFF;
        for (int at = from; at < until; at++) {
            int high = bytes[at + 1] & 0xFF;
            int pair = low | (high << Byte.SIZE);
            if (((bits[pair >> 6] >>> pair) & 1) != 0) {
                index.verify(verifier, at, pair, (int) WORD.get(bytes, at));
            }
            low = high;
        }
    }
}
