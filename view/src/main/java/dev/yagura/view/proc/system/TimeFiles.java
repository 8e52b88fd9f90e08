package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Ticks;
import java.io.IOException;

/** Writes {@code uptime} and {@code loadavg}; fs/proc/uptime.c and loadavg.c. */
record TimeFiles(ProcGuest guest) {
    /** Bits behind the point of a load; {@code FSHIFT}, include/linux/sched/loadavg.h. */
    private static final int FRACTION_BITS = 11;

    private static final long ONE = 1L << FRACTION_BITS;

    @KernelStruct("pid_namespace")
    interface Numbers extends StructView {
        @KernelField("idr.idr_next")
        int next();
    }

    byte[] uptime() throws IOException {
        long idle = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            idle += CpuCounters.of(guest, cpu).idleNanos();
        }
        return "%s %s\n"
                .formatted(Ticks.seconds(guest.clocks().bootNanos()), Ticks.seconds(idle))
                .getBytes(UTF_8);
    }

    byte[] loadAverage() throws IOException {
        StringBuilder text = new StringBuilder();
        long averages = guest.symbol("avenrun");
        for (int i = 0; i < 3; i++) {
            long load = guest.memory().u64(averages + (long) i * Long.BYTES) + ONE / 200;
            long hundredths = ((load & (ONE - 1)) * 100) >> FRACTION_BITS;
            text.append("%d.%02d ".formatted(load >>> FRACTION_BITS, hundredths));
        }
        long running = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            running += CpuCounters.of(guest, cpu).running();
        }
        Numbers numbers = guest.views().at(Numbers.class, guest.symbol("init_pid_ns"));
        text.append(
                "%d/%d %d\n"
                        .formatted(
                                running,
                                (int) guest.memory().u32(guest.symbol("nr_threads")),
                                numbers.next() - 1));
        return text.toString().getBytes(UTF_8);
    }
}
