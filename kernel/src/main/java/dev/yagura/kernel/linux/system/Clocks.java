package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.time.Instant;

/**
 * The guest's clocks as its kernel last brought them up to date, which is a timer tick ago or, if
 * no CPU had anything to do, longer.
 *
 * @param monotonicNanos time the guest has run for, without the time it slept
 * @param realOffsetNanos what is added to that for the time of day
 * @param bootOffsetNanos what is added for the time since boot, sleep included
 */
public record Clocks(long monotonicNanos, long realOffsetNanos, long bootOffsetNanos) {
    private static final long NANOSECONDS = 1_000_000_000;

    /** Shifts by more would leave nothing of 64 bits; {@code clocksource.shift} is at most 32. */
    private static final int MAX_SHIFT = 63;

    /** Clocks; {@code include/linux/timekeeper_internal.h}. */
    @KernelStruct("timekeeper")
    interface Timekeeper extends StructView {
        long offsReal();

        long offsBoot();

        @KernelField("tkr_mono.base")
        long base();

        /** Returns nanoseconds beyond the base, shifted to the left. */
        @KernelField("tkr_mono.xtime_nsec")
        long shiftedNanos();

        @KernelField("tkr_mono.shift")
        int shift();
    }

    /**
     * Reads the clocks. They lie in structures that were renamed twice; all hold a {@code
     * timekeeper}.
     *
     * @throws IOException if this kernel's clocks are not found, or guest memory cannot be read
     */
    public static Clocks of(Linux linux) throws IOException {
        StructViews views = linux.views();
        Kernel kernel = linux.kernel();
        if (kernel.symbols().address("shadow_timekeeper").isPresent()) {
            return at(views, Symbols.require(kernel, "shadow_timekeeper"));
        }
        String symbol =
                kernel.symbols().address("timekeeper_data").isPresent()
                        ? "timekeeper_data"
                        : "tk_core";
        return at(views, Symbols.require(kernel, symbol) + views.offsetOf("tk_data", "timekeeper"));
    }

    private static Clocks at(StructViews views, long gva) throws IOException {
        Timekeeper clocks = views.at(Timekeeper.class, gva);
        int shift = Math.clamp(clocks.shift(), 0, MAX_SHIFT);
        return new Clocks(
                clocks.base() + (clocks.shiftedNanos() >>> shift),
                clocks.offsReal(),
                clocks.offsBoot());
    }

    /** Returns the time since boot, sleep included, in nanoseconds. */
    public long bootNanos() {
        return monotonicNanos + bootOffsetNanos;
    }

    /** Returns the time of day. */
    public Instant now() {
        return instant(monotonicNanos + realOffsetNanos);
    }

    /** Returns when the guest was started; as {@code getboottime64} in kernel/time has it. */
    public Instant bootTime() {
        return instant(realOffsetNanos - bootOffsetNanos);
    }

    private static Instant instant(long nanoseconds) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanoseconds, NANOSECONDS), Math.floorMod(nanoseconds, NANOSECONDS));
    }
}
