package dev.yagura.view.proc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Ticks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes {@code stat}; fs/proc/stat.c. Interrupts are counted together, not one by one. */
record StatFile(ProcGuest guest) {
    /** {@code NR_SOFTIRQS}, include/linux/interrupt.h. */
    private static final int SOFT_INTERRUPTS = 10;

    private static final int TIMES = 10;

    byte[] text() throws IOException {
        List<Long> sums = new ArrayList<>(Collections.nCopies(TIMES, 0L));
        StringBuilder each = new StringBuilder();
        long switches = 0;
        long running = 0;
        long waiting = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            CpuCounters counters = CpuCounters.of(guest, cpu);
            List<Long> times = counters.shown();
            for (int i = 0; i < TIMES; i++) {
                sums.set(i, sums.get(i) + times.get(i));
            }
            if (guest.online().contains(cpu)) {
                each.append(line("cpu%d".formatted(cpu.number()), times));
            }
            switches += counters.switches();
            running += counters.running();
            waiting += counters.waiting();
        }
        return (line("cpu ", sums)
                        + each
                        + "intr %s\n".formatted(Long.toUnsignedString(interrupts()))
                        + "ctxt %d\n".formatted(switches)
                        + "btime %d\n".formatted(guest.clocks().bootTime().getEpochSecond())
                        + "processes %s\n"
                                .formatted(
                                        Long.toUnsignedString(
                                                guest.memory().u64(guest.symbol("total_forks"))))
                        + "procs_running %d\nprocs_blocked %d\n".formatted(running, waiting)
                        + softInterrupts())
                .getBytes(UTF_8);
    }

    private static String line(String name, List<Long> nanos) {
        StringBuilder line = new StringBuilder(name);
        for (long time : nanos) {
            line.append(' ').append(Long.toUnsignedString(Ticks.of(time)));
        }
        return line.append('\n').toString();
    }

    private long interrupts() throws IOException {
        long sum = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            long kstat = guest.cpus().address("kstat", cpu);
            sum += guest.memory().u64(kstat + guest.views().offsetOf("kernel_stat", "irqs_sum"));
        }
        return sum;
    }

    private String softInterrupts() throws IOException {
        long[] counts = new long[SOFT_INTERRUPTS];
        long all = 0;
        for (PerCpu.Cpu cpu : guest.cpus().cpus()) {
            long first =
                    guest.cpus().address("kstat", cpu)
                            + guest.views().offsetOf("kernel_stat", "softirqs");
            for (int i = 0; i < SOFT_INTERRUPTS; i++) {
                long count = guest.memory().u32(first + (long) i * Integer.BYTES);
                counts[i] += count;
                all += count;
            }
        }
        StringBuilder line = new StringBuilder("softirq ").append(all);
        for (long count : counts) {
            line.append(' ').append(count);
        }
        return line.append('\n').toString();
    }
}
