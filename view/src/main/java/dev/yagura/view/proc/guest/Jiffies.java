package dev.yagura.view.proc.guest;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The kernel's own count of time, and what it is in ticks of {@link Ticks}; kernel/time/time.c.
 *
 * @param now the count
 * @param nanos how long one is
 */
public record Jiffies(long now, long nanos) {
    /** The kernel counts 100 to 1000 a second; a clock may make that a hundredth more or less. */
    private static final long MIN_NANOS = 990_000;

    private static final long MAX_NANOS = 10_100_000;

    private static final int MAX_SHIFT = 32;

    @KernelStruct("clocksource")
    interface Clock extends StructView {
        /** Returns how many nanoseconds one of its units has, shifted to the left. */
        @KernelField("mult")
        int factor();

        int shift();
    }

    /**
     * Reads the count.
     *
     * @throws IOException if this kernel's is not known
     */
    public static Jiffies of(ProcGuest guest) throws IOException {
        long nanos = nanos(guest);
        if (nanos < MIN_NANOS || nanos > MAX_NANOS) {
            throw new IOException(
                    "length of a jiffy: is %d ns, expected %d..%d"
                            .formatted(nanos, MIN_NANOS, MAX_NANOS));
        }
        return new Jiffies(guest.memory().u64(guest.symbol("jiffies")), nanos);
    }

    /** A variable until 7.1; since then only the clock that counts them says how long one is. */
    private static long nanos(ProcGuest guest) throws IOException {
        OptionalLong variable = guest.symbolIfAny("tick_nsec");
        if (variable.isPresent()) {
            return guest.memory().u64(variable.getAsLong());
        }
        Clock clock = guest.views().at(Clock.class, guest.symbol("clocksource_jiffies"));
        return Integer.toUnsignedLong(clock.factor()) >>> Math.clamp(clock.shift(), 0, MAX_SHIFT);
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
