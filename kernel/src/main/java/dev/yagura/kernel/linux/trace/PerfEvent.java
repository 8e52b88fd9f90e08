package dev.yagura.kernel.linux.trace;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * Something that is counted or sampled, of a thread or on a CPU.
 *
 * @param gva address of its {@code perf_event}
 * @param pid thread that is counted; empty for a whole CPU
 * @param cpu CPU; -1 for any
 * @param pmu name of what counts: {@code "software"}, {@code "cpu"}, {@code "kprobe"}
 * @param type {@code PERF_TYPE_*}, or the number of a PMU
 * @param config what of the type
 * @param samplePeriod after how many a sample is taken; a frequency for some
 * @param state 1 counting, 0 ready, -1 off, lower for broken
 * @param creator thread that opened it; empty for the kernel's own, and where the thread has ended
 * @param overflowHandler called with each sample; 0 for none
 * @param breakpointGva what is watched, of a breakpoint; 0 for all else
 * @param programGva address of the {@code bpf_prog} that is run with each sample; 0 for none
 */
public record PerfEvent(
        long gva,
        OptionalInt pid,
        int cpu,
        String pmu,
        long type,
        long config,
        long samplePeriod,
        int state,
        OptionalInt creator,
        long overflowHandler,
        long breakpointGva,
        long programGva) {
    /** Requires the objects. */
    public PerfEvent {
        requireNonNull(pid, "pid");
        requireNonNull(pmu, "pmu");
        requireNonNull(creator, "creator");
    }
}
