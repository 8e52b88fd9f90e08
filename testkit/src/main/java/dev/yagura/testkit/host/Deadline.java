package dev.yagura.testkit.host;

import java.time.Duration;

/**
 * The end of a wait that several steps share.
 *
 * @param limit how long the whole may take
 * @param startedNanos {@link System#nanoTime()} at its start
 */
public record Deadline(Duration limit, long startedNanos) {
    /** Starts a wait now. */
    public static Deadline in(Duration limit) {
        return new Deadline(limit, System.nanoTime());
    }

    /** Returns what is left, zero when the time is over. */
    public Duration left() {
        Duration left = limit.minusNanos(System.nanoTime() - startedNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public String toString() {
        return limit.toSeconds() + " s";
    }
}
