package dev.yagura.hypervisor.qmp;

import java.time.Duration;

/** A moment by which something must have happened. */
final class Deadline {
    private final Duration whole;
    private final long endNanos;

    private Deadline(Duration whole) {
        this.whole = whole;
        this.endNanos = System.nanoTime() + whole.toNanos();
    }

    static Deadline in(Duration duration) {
        return new Deadline(duration);
    }

    /** Returns the time that is left; zero or negative once it is over. */
    Duration left() {
        return Duration.ofNanos(endNanos - System.nanoTime());
    }

    /** Returns the whole time that was given, for messages. */
    @Override
    public String toString() {
        return whole.toMillis() % 1000 == 0 ? whole.toSeconds() + " s" : whole.toMillis() + " ms";
    }
}
