package dev.yagura.network.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Segments of a TCP stream that came before what belongs in front of them.
 *
 * <p>Overlaps go as in Linux's {@code tcp_data_queue_ofo}: what lies within one run is dropped;
 * what starts where a run starts and is longer replaces it; what covers later runs replaces them;
 * of runs that overlap otherwise the one that starts first counts. A segment that starts where a
 * run ends becomes a part of it. So no run lies within another.
 */
final class SegmentQueue {
    /** Roughly what an entry takes beside its bytes. */
    private static final int RUN_COST_BYTES = 128;

    private final TreeMap<Long, Run> runs = new TreeMap<>();
    private int costBytes;

    /** Returns what the queue takes, in bytes. */
    int costBytes() {
        return costBytes;
    }

    /** Returns where the first run starts; empty if there is none. */
    OptionalLong firstOffset() {
        return runs.isEmpty() ? OptionalLong.empty() : OptionalLong.of(runs.firstKey());
    }

    /** Puts a segment, of one byte at least, where it belongs. */
    void insert(long start, MemorySegment bytes) {
        long end = start + bytes.byteSize();
        Map.Entry<Long, Run> before = runs.floorEntry(start);
        if (before != null && end <= before.getValue().end()) {
            return;
        }
        Optional<Run> touched = endingAt(start);
        if (touched.isPresent()) {
            touched.get().append(bytes);
            costBytes += (int) bytes.byteSize();
        } else {
            add(new Run(start, bytes));
        }
        removeCovered(start, end);
    }

    private Optional<Run> endingAt(long offset) {
        for (Run run : runs.headMap(offset, true).descendingMap().values()) {
            if (run.end() <= offset) {
                return run.end() == offset ? Optional.of(run) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void add(Run run) {
        Run replaced = runs.put(run.start(), run);
        costBytes += run.length() + RUN_COST_BYTES;
        if (replaced != null) {
            costBytes -= replaced.length() + RUN_COST_BYTES;
        }
    }

    /** Removes runs that start behind {@code start} and do not go beyond {@code end}. */
    private void removeCovered(long start, long end) {
        Iterator<Run> later = runs.tailMap(start, false).values().iterator();
        while (later.hasNext()) {
            Run run = later.next();
            if (run.end() > end) {
                return;
            }
            costBytes -= run.length() + RUN_COST_BYTES;
            later.remove();
        }
    }

    /** Takes out the first run if it starts at {@code offset} or before. */
    Optional<Run> takeUpTo(long offset) {
        if (runs.isEmpty() || runs.firstKey() > offset) {
            return Optional.empty();
        }
        Run run = runs.pollFirstEntry().getValue();
        costBytes -= run.length() + RUN_COST_BYTES;
        return Optional.of(run);
    }

    /** Returns whether any byte differs from one that is queued for its place. */
    boolean differsFrom(long start, MemorySegment bytes) {
        long end = start + bytes.byteSize();
        Map.Entry<Long, Run> before = runs.floorEntry(start);
        long from = before == null ? start : before.getKey();
        for (Run run : runs.subMap(from, true, end, false).values()) {
            long first = Math.max(start, run.start());
            long last = Math.min(end, run.end());
            if (first < last
                    && run.bytes(first, last).mismatch(bytes.asSlice(first - start, last - first))
                            >= 0) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        runs.clear();
        costBytes = 0;
    }

    /** Bytes that are to come one behind the other. */
    static final class Run {
        private final long start;
        private byte[] bytes;
        private int length;

        private Run(long start, MemorySegment bytes) {
            this.start = start;
            this.bytes = bytes.toArray(JAVA_BYTE);
            this.length = this.bytes.length;
        }

        private void append(MemorySegment more) {
            int added = (int) more.byteSize();
            if (length + added > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + added, 2 * length));
            }
            MemorySegment.copy(more, JAVA_BYTE, 0, bytes, length, added);
            length += added;
        }

        private int length() {
            return length;
        }

        long start() {
            return start;
        }

        long end() {
            return start + length;
        }

        /** Returns the bytes between two offsets in the stream. */
        MemorySegment bytes(long from, long to) {
            return MemorySegment.ofArray(bytes).asSlice(from - start, to - from);
        }
    }
}
