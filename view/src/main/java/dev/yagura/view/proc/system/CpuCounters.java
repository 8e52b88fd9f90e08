package dev.yagura.view.proc.system;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a CPU counts; {@code kernel_cpustat}, {@code tick_cpu_sched} and {@code runqueues}, put
 * together as fs/proc/stat.c does.
 *
 * @param nanos by place in {@code cpustat}, idle time as measured
 * @param running tasks that run or could run
 * @param switches how often it went from one task to another
 * @param waiting tasks that wait for a disk
 */
record CpuCounters(List<Long> nanos, long running, long switches, long waiting) {
    /** Places in {@code cpustat}; {@code enum cpu_usage_stat}, include/linux/kernel_stat.h. */
    private static final int IDLE = 5;

    private static final int DISK = 6;
    private static final int PLACES = 10;

    /** In this order they are shown: user, nice, system, idle, iowait, irq, softirq and so on. */
    private static final List<Integer> SHOWN = List.of(0, 1, 2, IDLE, DISK, 4, 3, 7, 8, 9);

    /** {@code TS_FLAG_IDLE_ACTIVE}, kernel/time/tick-sched.h, since 6.9. */
    private static final int ACTIVE = 4;

    CpuCounters {
        nanos = List.copyOf(nanos);
    }

    @KernelStruct("rq")
    interface Queue extends StructView {
        @KernelField("nr_running")
        long running();

        @KernelField("nr_switches")
        long switches();

        @KernelField("nr_iowait.counter")
        long waiting();
    }

    /** How long a CPU has slept, until 7.1. */
    @KernelStruct("tick_sched")
    interface Sleep extends StructView {
        @KernelField("idle_sleeptime")
        long idleNanos();

        @KernelField("iowait_sleeptime")
        long diskNanos();

        @KernelField("idle_entrytime")
        long sinceNanos();

        /** Returns whether it sleeps now; among flags since 6.9. */
        @KernelField("idle_active")
        OptionalInt active();

        @KernelField("flags")
        OptionalLong flags();

        /** Returns whether it sleeps now. */
        default boolean sleeps() {
            return active().isPresent()
                    ? active().getAsInt() != 0
                    : (flags().orElse(0) & ACTIVE) != 0;
        }
    }

    /** Since when a CPU sleeps, which is among its counters since. */
    @KernelStruct("kernel_cpustat")
    interface Nap extends StructView {
        @KernelField("idle_elapse")
        boolean sleeps();

        @KernelField("idle_entrytime")
        long sinceNanos();
    }

    /**
     * Reads the counters of a CPU.
     *
     * @throws IOException if this kernel's are not known, or cannot be read
     */
    static CpuCounters of(ProcGuest guest, PerCpu.Cpu cpu) throws IOException {
        StructViews views = guest.views();
        long stat =
                guest.cpus().address("kernel_cpustat", cpu)
                        + views.offsetOf("kernel_cpustat", "cpustat");
        List<Long> nanos = new ArrayList<>();
        for (int place = 0; place < PLACES; place++) {
            nanos.add(guest.memory().u64(stat + (long) place * Long.BYTES));
        }
        Queue queue = views.at(Queue.class, guest.cpus().address("runqueues", cpu));
        int sleeping = queue.waiting() > 0 ? DISK : IDLE;
        if (views.has("kernel_cpustat", "idle_elapse")) {
            Nap nap = views.at(Nap.class, guest.cpus().address("kernel_cpustat", cpu));
            add(nanos, sleeping, nap.sleeps() ? since(guest, nap.sinceNanos()) : 0);
        } else if (isTickless(guest)) {
            Sleep sleep = views.at(Sleep.class, guest.cpus().address("tick_cpu_sched", cpu));
            nanos.set(IDLE, sleep.idleNanos());
            nanos.set(DISK, sleep.diskNanos());
            add(nanos, sleeping, sleep.sleeps() ? since(guest, sleep.sinceNanos()) : 0);
        }
        return new CpuCounters(nanos, queue.running(), queue.switches(), queue.waiting());
    }

    private static void add(List<Long> nanos, int place, long more) {
        nanos.set(place, nanos.get(place) + more);
    }

    private static long since(ProcGuest guest, long monotonicNanos) throws IOException {
        return Math.max(guest.clocks().monotonicNanos() - monotonicNanos, 0);
    }

    /** Without that, the counters themselves say how long a CPU had nothing to do. */
    private static boolean isTickless(ProcGuest guest) throws IOException {
        OptionalLong active = guest.symbolIfAny("tick_nohz_active");
        return guest.symbolIfAny("tick_cpu_sched").isPresent()
                && active.isPresent()
                && guest.memory().u8(active.getAsLong()) != 0;
    }

    long idleNanos() {
        return nanos.get(IDLE);
    }

    /** Returns the times in the order in which {@code stat} shows them. */
    List<Long> shown() {
        return SHOWN.stream().map(nanos::get).toList();
    }
}
