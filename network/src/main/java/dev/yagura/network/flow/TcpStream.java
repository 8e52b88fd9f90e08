package dev.yagura.network.flow;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes that one side of a connection sends, as the other side's kernel takes them: see {@link
 * FlowTable} for the policy.
 *
 * <p>Bytes are counted from 0, the first behind the SYN; numbers of TCP, which wrap, are converted
 * next to what is expected next.
 */
final class TcpStream {
    private static final long NONE = -1;
    private static final int KEEP_ALIVE_BYTES = 1;

    private final StreamReporter reporter;
    private final int maxQueuedBytes;
    private final SegmentQueue queue = new SegmentQueue();
    private final StreamTail tail = new StreamTail();

    private boolean started;
    private long base; // sequence number of byte 0
    private long next; // what the receiver expects
    private long acknowledged; // what the receiver has acknowledged
    private long edge = Long.MAX_VALUE; // of its window; not known before its first segment
    private long maxWindow;
    private long end = NONE; // where a FIN stands that is still to be reached
    private long endSegment; // where the segment with that FIN starts
    private boolean finished;

    TcpStream(StreamReporter reporter, int maxQueuedBytes) {
        this.reporter = reporter;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    /** Says which number byte 0 has. */
    void start(long firstSequence) {
        started = true;
        base = firstSequence;
    }

    boolean isStarted() {
        return started;
    }

    /** Returns whether any byte has come. */
    boolean hasBegun() {
        return next > 0;
    }

    /** Returns whether everything up to the FIN has come, and the FIN. */
    boolean isFinished() {
        return finished;
    }

    /** Returns the byte of which this is the number. */
    long offsetOf(long sequence) {
        return next + (int) (sequence - (base + next));
    }

    long next() {
        return next;
    }

    /** Returns up to where the receiver has acknowledged the stream. */
    long acknowledged() {
        return acknowledged;
    }

    /** Returns what the stream takes, in bytes. */
    int costBytes() {
        return queue.costBytes() + tail.costBytes();
    }

    /** Returns whether the receiver looks at a segment from {@code start} to {@code stop}. */
    boolean isInWindow(long start, long stop) {
        return stop >= acknowledged && start <= Math.max(edge, next);
    }

    /** Returns whether the receiver can have sent this acknowledgment just now. */
    boolean canAcknowledge(long offset) {
        long oldest = Math.max(0, acknowledged - maxWindow);
        return offset >= oldest && (edge == Long.MAX_VALUE || offset <= edge + 1);
    }

    /**
     * Takes what the receiver says: what it has, and what more it has room for. What it has and the
     * capture does not is a gap.
     */
    void acknowledge(long offset, long windowBytes) {
        edge = edge == Long.MAX_VALUE ? offset + windowBytes : Math.max(edge, offset + windowBytes);
        maxWindow = Math.max(maxWindow, windowBytes);
        acknowledged = Math.max(acknowledged, offset);
        skipTo(end == NONE ? offset : Math.min(offset, end)); // a FIN counts as a byte
    }

    /** Takes a segment's bytes, of which there is one at least. */
    void accept(long start, MemorySegment bytes) {
        long stop = start + bytes.byteSize();
        boolean keepAlive = bytes.byteSize() == KEEP_ALIVE_BYTES && stop == next;
        if (!keepAlive && tail.differsFrom(next, start, bytes)) {
            reporter.anomaly(AnomalyKind.OTHER_DATA, start);
        }
        if (stop <= next) {
            return;
        }
        if (finished) {
            reporter.anomaly(AnomalyKind.DATA_AFTER_END, start);
            return;
        }
        long first = Math.max(start, next);
        if (first >= edge) {
            reporter.anomaly(AnomalyKind.OUT_OF_WINDOW, start);
            return;
        }
        if (stop > edge) {
            reporter.anomaly(AnomalyKind.PARTLY_OUT_OF_WINDOW, start);
        }
        MemorySegment fresh = bytes.asSlice(first - start);
        if (queue.differsFrom(first, fresh)) {
            reporter.anomaly(AnomalyKind.OTHER_DATA, first);
        }
        if (first == next) {
            deliver(fresh);
            drain();
        } else {
            if (first <= endSegment && stop > end) {
                end = NONE; // a segment that covers the one with the FIN takes its place
            }
            queue.insert(first, fresh);
            if (queue.costBytes() > maxQueuedBytes) {
                reporter.anomaly(AnomalyKind.TOO_MUCH_OUT_OF_ORDER, next);
                flush();
            }
        }
    }

    /** Compares a segment that the receiver has long had with what it got. */
    void compareOld(long start, MemorySegment bytes) {
        if (tail.differsFrom(next, start, bytes)) {
            reporter.anomaly(AnomalyKind.OTHER_DATA, start);
        }
    }

    /**
     * Takes the sender's word that the stream ends in front of a byte.
     *
     * @param start where the segment starts that says so
     */
    void finishAt(long start, long offset) {
        if (!finished && offset >= next && (end == NONE || offset < end)) {
            end = offset;
            endSegment = start;
            drain();
        }
    }

    /** Gives out all that is queued, with the gaps between; nothing is held after that. */
    void flush() {
        OptionalLong first = queue.firstOffset();
        while (first.isPresent()) {
            skipTo(first.getAsLong());
            first = queue.firstOffset();
        }
        tail.clear();
    }

    /** Gives out what is queued in front of a byte, and tells what is missing as gaps. */
    private void skipTo(long offset) {
        drain();
        while (next < offset && !finished) {
            long to = Math.min(queue.firstOffset().orElse(offset), offset);
            reporter.gap(to - next);
            tail.clear();
            next = to;
            drain();
        }
    }

    private void drain() {
        while (!finished) {
            if (next == end) {
                finished = true;
                queue.clear();
                reporter.finished();
                return;
            }
            Optional<SegmentQueue.Run> run = queue.takeUpTo(next);
            if (run.isEmpty()) {
                return;
            }
            if (run.get().end() > next) {
                deliver(run.get().bytes(next, run.get().end()));
            }
        }
    }

    private void deliver(MemorySegment bytes) {
        next += bytes.byteSize();
        tail.add(bytes);
        if (end != NONE && end < next) {
            end = NONE; // the receiver has bytes behind the FIN by then, and drops it
        }
        reporter.data(bytes);
    }
}
