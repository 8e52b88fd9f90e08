package dev.yagura.view.proc.guest;

import java.io.IOException;

/**
 * The kernel's own count of time, and what it is in ticks of {@link Ticks}; kernel/time/time.c.
 *
 * @param now the count
 * @param nanos how long one is
 */
public record Jiffies(long now, long nanos) {
    /** The kernel counts 100 to 1000 a second. */
    private static final long MAX_NANOS = 10_000_000;

    /**
     * Reads the count.
     *
     * @throws IOException if this kernel's is not known
     */
    public static Jiffies of(ProcGuest guest) throws IOException {
        long nanos = guest.memory().u64(guest.symbol("tick_nsec"));
        if (nanos < 1 || nanos > MAX_NANOS + MAX_NANOS / 100) {
            throw new IOException("tick_nsec: is %d, expected 1..%d".formatted(nanos, MAX_NANOS));
        }
        return new Jiffies(guest.memory().u64(guest.symbol("jiffies")), nanos);
    }

    /** Returns a number of them in ticks. */
    public long ticks(long jiffies) {
        return Ticks.of(jiffies * nanos);
    }

    /** Returns the ticks until a time that is counted in them; 0 if it is over. */
    public long ticksUntil(long time) {
        return ticks(Math.max(time - now, 0));
    }
}
