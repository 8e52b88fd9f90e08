package dev.yagura.hypervisor.tap;

import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames between the thread that reads them and the one that takes them, bounded. What does not fit
 * is dropped, and counted for its interface: beside the next frame that fits, and every second in
 * the interface's counters.
 */
final class FrameQueue {
    private static final Duration COUNTING_INTERVAL = Duration.ofSeconds(1);

    /** What a frame takes beside its bytes, about. */
    private static final int FRAME_OVERHEAD_BYTES = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<CaptureInterface, Count> counts = new LinkedHashMap<>();
    private final Deque<CaptureEvent> urgent = new ArrayDeque<>();
    private final Deque<CaptureEvent.Frame> frames = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private long nextCount = System.nanoTime() + COUNTING_INTERVAL.toNanos();
    private boolean ended;
    private boolean lastCounted;
    private @Nullable IOException failure;

    /** What was counted of one interface. */
    private static final class Count {
        private long received;

        /** Lost since the last frame that was let in. */
        private long droppedLately;

        /** Lost before frames that were taken. */
        private long droppedBefore;
    }

    /** Makes a queue that holds about so much. */
    FrameQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds an interface; before any frame of it. */
    void describe(CaptureInterface captureInterface) {
        lock.lock();
        try {
            counts.put(captureInterface, new Count());
            urgent.add(new CaptureEvent.Described(captureInterface));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a frame in, or drops it. Never waits for room. */
    void offer(CapturedFrame frame) {
        lock.lock();
        try {
            Count count = countOf(frame.captureInterface());
            count.received++;
            if (bytes + size(frame) > maxBytes) {
                count.droppedLately++;
                return;
            }
            bytes += size(frame);
            frames.add(new CaptureEvent.Frame(frame, count.droppedLately));
            count.droppedLately = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private Count countOf(CaptureInterface on) {
        Count count = counts.get(on);
        if (count == null) {
            throw new IllegalArgumentException(on + " is not described");
        }
        return count;
    }

    private static long size(CapturedFrame frame) {
        return frame.bytes().byteSize() + FRAME_OVERHEAD_BYTES;
    }

    /** Says that no more comes; what is here can be taken. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Says that no more comes, and why; what is here can be taken. */
    void fail(IOException why) {
        lock.lock();
        try {
            if (!ended) {
                failure = why;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    boolean isReady() {
        lock.lock();
        try {
            return ended || !urgent.isEmpty() || !frames.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next event; there is one at least every second.
     *
     * @return empty at the end
     * @throws IOException if it was said why no more comes
     */
    Optional<CaptureEvent> take() throws IOException {
        lock.lock();
        try {
            while (true) {
                if (System.nanoTime() - nextCount >= 0) {
                    count();
                }
                CaptureEvent event = urgent.poll();
                if (event == null) {
                    event = nextFrame();
                }
                if (event != null) {
                    return Optional.of(event);
                }
                if (ended && lastCounted) {
                    return end(failure);
                }
                if (ended) {
                    lastCounted = true;
                    count();
                } else {
                    boolean _ = changed.await(nextCount - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for frames");
        } finally {
            lock.unlock();
        }
    }

    private static Optional<CaptureEvent> end(@Nullable IOException why) throws IOException {
        if (why != null) {
            throw why;
        }
        return Optional.empty();
    }

    private CaptureEvent.@Nullable Frame nextFrame() {
        CaptureEvent.Frame frame = frames.poll();
        if (frame != null) {
            bytes -= size(frame.frame());
            countOf(frame.captureInterface()).droppedBefore += frame.droppedBefore();
        }
        return frame;
    }

    /** Counts as of the next frame that is taken, so that times ascend. */
    private void count() {
        nextCount = System.nanoTime() + COUNTING_INTERVAL.toNanos();
        CaptureEvent.Frame next = frames.peek();
        Optional<Instant> time = next == null ? Optional.of(Instant.now()) : next.frame().time();
        counts.forEach((on, count) -> {
            long dropped = count.droppedBefore + (next == null ? count.droppedLately : 0);
            urgent.add(
                    new CaptureEvent.Counted(on, time, OptionalLong.of(count.received), dropped));
        });
    }
}
