package dev.yagura.cli.capture;

import dev.yagura.detect.crossview.SocketLook;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a VM's sockets again and again, on a thread of its own, while packets come.
 *
 * <p>Half of the time at least no look is under way, and a look begins only if packets have come
 * since the last one began. The other methods are for the thread that takes the packets.
 */
final class SocketLooks implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int QUEUE = 4;

    /** A kernel that cannot be read three times in a row is not tried again. */
    private static final int MAX_FAILURES = 3;

    /** An alert waits this long for a look that may have its flow's socket. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final SocketSource source;
    private final BlockingQueue<SocketLook> done = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private boolean packets = true;
    private boolean careful;
    private boolean urgent;
    private boolean closed;
    private long begun;
    private long made;
    private int failures;
    private @Nullable String problem;

    SocketLooks(SocketSource source) {
        this.source = source;
        thread = Thread.ofPlatform().daemon().name("yagura-sockets").start(this::run);
    }

    private void run() {
        long pauseNanos = 0;
        try {
            while (await(pauseNanos)) {
                long start = System.nanoTime();
                look();
                pauseNanos = Math.max(PAUSE.toNanos(), System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until a look is wanted; returns false if none will be. */
    private synchronized boolean await(long pauseNanos) throws InterruptedException {
        long end = System.nanoTime() + pauseNanos;
        while (!closed && failures < MAX_FAILURES) {
            long left = end - System.nanoTime();
            if (urgent || (left <= 0 && packets)) {
                packets = false;
                urgent = false;
                begun++;
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left > 0 ? left : PAUSE.toNanos());
        }
        return false;
    }

    private void look() throws InterruptedException {
        boolean isCareful;
        synchronized (this) {
            isCareful = careful;
        }
        try {
            SocketLook look = source.look(isCareful);
            done.put(look);
            ended(null);
        } catch (IOException e) {
            ended(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void ended(@Nullable String failure) {
        made++;
        failures = failure == null ? 0 : failures + 1;
        problem = failure == null ? problem : failure;
        notifyAll();
    }

    /** Says that a packet came. */
    synchronized void packet() {
        if (!packets) {
            packets = true;
            notifyAll();
        }
    }

    /** Says how to look from now on. */
    synchronized void setCareful(boolean isCareful) {
        careful = isCareful;
    }

    /** Returns a look that was made since the last call; empty if there is none. */
    Optional<SocketLook> next() {
        return Optional.ofNullable(done.poll());
    }

    /** Asks for a look that begins now, and waits for it a while. */
    synchronized void awaitFresh() {
        urgent = true;
        notifyAll();
        long wanted = begun + 1;
        long end = System.nanoTime() + WAIT.toNanos();
        try {
            while (made < wanted && failures < MAX_FAILURES && done.remainingCapacity() > 1) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many looks were made, in vain or not. */
    synchronized long count() {
        return made;
    }

    /** Returns why sockets could not be read at last; empty if they could. */
    synchronized Optional<String> problem() {
        return failures == 0 ? Optional.empty() : Optional.ofNullable(problem);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }
}
