package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * A function that the kernel will call at some time.
 *
 * @param gva address of its {@code timer_list} or {@code hrtimer}
 * @param kind which of the two
 * @param cpu where it will be called
 * @param base which base of the CPU's: of an {@code hrtimer}, the clock, as in {@code
 *     /proc/timer_list}
 * @param expires of a {@code timer_list} in ticks, of an {@code hrtimer} in nanoseconds of its
 *     clock
 * @param function what is called; 0 for none
 */
public record Timer(long gva, Kind kind, int cpu, int base, long expires, long function) {
    /** Requires the kind. */
    public Timer {
        requireNonNull(kind, "kind");
    }

    /** Kinds of timers. */
    public enum Kind {
        /** Kept in wheels, to a tick; {@code kernel/time/timer.c}. */
        WHEEL("timer"),
        /** Kept in trees, to a nanosecond; {@code kernel/time/hrtimer.c}. */
        HIGH_RESOLUTION("hrtimer");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns the word that tables have. */
        public String label() {
            return label;
        }
    }
}
