package dev.yagura.view.proc.guest;

/** Time as procfs counts it: 100 ticks a second, {@code USER_HZ}; include/linux/jiffies.h. */
public final class Ticks {
    /** Nanoseconds of a tick. */
    public static final long NANOS = 10_000_000;

    private Ticks() {}

    /** Returns whole ticks; as {@code nsec_to_clock_t()}, which takes its argument as unsigned. */
    public static long of(long nanos) {
        return Long.divideUnsigned(nanos, NANOS);
    }

    /** Returns seconds with two decimals, cut off. */
    public static String seconds(long nanos) {
        long hundredths = of(nanos);
        return "%d.%02d".formatted(hundredths / 100, hundredths % 100);
    }
}
