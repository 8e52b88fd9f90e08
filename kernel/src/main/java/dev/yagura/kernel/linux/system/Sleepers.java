package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;

/**
 * The tasks that timers are to wake: those that sleep, or wait for something with a time limit;
 * {@code kernel/time/hrtimer.c} and {@code timer.c}.
 */
public final class Sleepers {
    private Sleepers() {}

    @KernelStruct("hrtimer_sleeper")
    interface HighSleeper extends StructView {
        @KernelField("task")
        long taskGva();
    }

    @KernelStruct("process_timer")
    interface WheelSleeper extends StructView {
        @KernelField("task")
        long taskGva();
    }

    /**
     * Returns the addresses of their {@code task_struct}s, CPU by CPU.
     *
     * @throws IOException if this kernel's timers cannot be read, or the memory source fails
     */
    public static Partial<Long> tasks(Linux linux) throws IOException {
        long high = Symbols.require(linux.kernel(), "hrtimer_wakeup");
        long wheel = Symbols.require(linux.kernel(), "process_timeout");
        linux.views().require(HighSleeper.class, WheelSleeper.class);
        // The timer is the first member of both.
        Partial.Collector<Long> found = Partial.collector();
        Partial<Timer> timers = Timers.list(linux);
        timers.missing().forEach(gap -> found.missing(gap.what(), gap.why()));
        for (Timer timer : timers.items()) {
            String what = "sleeper of the timer at 0x%x".formatted(timer.gva());
            if (timer.kind() == Timer.Kind.HIGH_RESOLUTION && timer.function() == high) {
                found.add(what, () -> linux.views().at(HighSleeper.class, timer.gva()).taskGva());
            } else if (timer.kind() == Timer.Kind.WHEEL && timer.function() == wheel) {
                found.add(what, () -> linux.views().at(WheelSleeper.class, timer.gva()).taskGva());
            }
        }
        return found.done();
    }
}
