package dev.yagura.network.match;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.network.match.search.PatternSet;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one side of a connection sent last, as far as rules are held against it: its first 8 KiB,
 * and later at least 4 KiB.
 */
final class StreamWindow {
    /** Bytes after which a look is due; Suricata's chunks have as many. */
    static final int CHUNK_BYTES = 2560;

    private static final int MAX_BYTES = 8192;
    private static final int KEPT_BYTES = 4096;
    private static final byte[] NOTHING = {};

    /** Rules that wait for more bytes; others are not tried again. */
    private static final int MAX_WAITING = 512;

    private byte[] bytes = NOTHING;
    private int length;
    private long start; // of the window in the stream
    private int scanned;
    private int scanState = PatternSet.START;
    private final TreeMap<Integer, Long> waiting = new TreeMap<>(); // and where they were found
    private final Map<Integer, Long> usedUp = new HashMap<>(); // up to where a rule has matched

    /** Returns what it takes, in bytes. */
    int costBytes() {
        return bytes.length;
    }

    /**
     * Adds what comes next.
     *
     * @param more at most {@link #CHUNK_BYTES}
     */
    void add(MemorySegment more) {
        int added = (int) more.byteSize();
        if (length + added > MAX_BYTES) {
            slide(length - KEPT_BYTES);
        }
        if (length + added > bytes.length) {
            int room = Math.min(MAX_BYTES, Math.max(length + added, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, room);
        }
        MemorySegment.copy(more, JAVA_BYTE, 0, bytes, length, added);
        length += added;
    }

    private void slide(int by) {
        System.arraycopy(bytes, by, bytes, 0, length - by);
        start += by;
        length -= by;
        scanned = Math.max(0, scanned - by);
        waiting.values().removeIf(found -> found <= start);
        usedUp.values().removeIf(end -> end <= start);
    }

    /** Starts anew behind what is missing, or could not be kept. */
    void restart(long missing) {
        start += length + missing;
        length = 0;
        scanned = 0;
        scanState = PatternSet.START;
        bytes = NOTHING;
        waiting.clear();
        usedUp.clear();
    }

    /** Returns whether there is anything that was not looked at. */
    boolean hasNews() {
        return scanned < length;
    }

    /** Returns whether so much is new that a look cannot wait. */
    boolean isDue() {
        return length - scanned >= CHUNK_BYTES;
    }

    /** Scans what is new, and tells the rules that are to be tried. */
    void scan(RuleIndex index, Candidates found) {
        index.always(found);
        waiting.keySet().forEach(found::accept);
        long end = start + length;
        int from = scanned;
        scanned = length;
        scanState =
                index.scan(
                        Payloads.PAYLOAD,
                        scanState,
                        bytes,
                        from,
                        length,
                        rule -> {
                            found.accept(rule);
                            if (waiting.size() < MAX_WAITING) {
                                waiting.put(rule, end);
                            }
                        });
    }

    /**
     * Returns what a rule is held against: what it has not matched in.
     *
     * @param fromStart whether the rule means nothing without the stream's start
     * @return empty if there is nothing
     */
    byte[] view(int rule, boolean fromStart) {
        long from = Math.max(start, usedUp.getOrDefault(rule, start));
        if (fromStart && from > 0) {
            waiting.remove(rule);
            return NOTHING;
        }
        return Arrays.copyOfRange(bytes, (int) (from - start), length);
    }

    /** Returns all that is at hand. */
    byte[] view() {
        return Arrays.copyOf(bytes, length);
    }

    /** Takes note that a rule has matched in all that there is. */
    void use(int rule) {
        usedUp.put(rule, start + length);
        waiting.remove(rule);
    }
}
