package dev.yagura.channel.transport;

import java.time.Duration;

/**
 * A moment by which something has to be done. There is no deadline that never comes: every wait on
 * the other end of a connection is bounded.
 *
 * @param nanoTime the moment, on the scale of {@link System#nanoTime()}
 * @param allowed how much time there was in all, for messages
 */
public record Deadline(long nanoTime, Duration allowed) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Returns the moment that is {@code time} from now.
     *
     * @param time more than zero, at most a day
     */
    public static Deadline after(Duration time) {
        if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("time = " + time + ", expected up to a day");
        }
        return new Deadline(System.nanoTime() + time.toNanos(), time);
    }

    /** Returns whether the moment has passed. */
    public boolean hasPassed() {
        return nanoTime - System.nanoTime() < 0;
    }

    /** Returns the time left, zero or less once the moment has passed. */
    public Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }

    /** Returns the allowed time in seconds, for messages. */
    @Override
    public String toString() {
        return "%.1f s".formatted(allowed.toNanos() / 1e9);
    }
}
