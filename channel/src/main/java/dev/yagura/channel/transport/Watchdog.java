package dev.yagura.channel.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Closes channels whose reads, writes or connects are past their deadline.
 *
 * <p>A blocking read is the fastest way to wait for an answer and takes no timeout. So the waiting
 * threads only note by when they want to be done, and one thread looks over all of them from time
 * to time. A deadline is therefore kept to within {@link #SWEEP_MILLIS}.
 */
final class Watchdog {
    static final long SWEEP_MILLIS = 50;

    private static final Watchdog SHARED = new Watchdog();

    private final Set<PlainChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;

    private Watchdog() {}

    static void watch(PlainChannel channel) {
        SHARED.add(channel);
    }

    static void forget(PlainChannel channel) {
        SHARED.channels.remove(channel);
    }

    private void add(PlainChannel channel) {
        channels.add(channel);
        Thread running = thread;
        if (running == null) {
            start();
        } else {
            LockSupport.unpark(running);
        }
    }

    private synchronized void start() {
        if (thread == null) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name("yagura-channel-watchdog")
                            .start(this::sweepForEver);
        }
    }

    private void sweepForEver() {
        while (true) {
            if (channels.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS));
            }
            long now = System.nanoTime();
            for (PlainChannel channel : channels) {
                channel.expireIfLate(now);
            }
        }
    }
}
