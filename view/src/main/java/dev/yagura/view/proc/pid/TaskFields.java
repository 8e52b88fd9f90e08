package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a thread keeps for itself; {@code include/linux/sched.h}. */
@KernelStruct("task_struct")
interface TaskFields extends StructView {
    @KernelField("flags")
    int flags();

    @KernelField("signal")
    long signalGva();

    /** Returns the address of its signal handlers, 0 once it is gone for good. */
    @KernelField("sighand")
    long handlersGva();

    @KernelField("utime")
    long userNanos();

    @KernelField("stime")
    long systemNanos();

    @KernelField("gtime")
    long guestNanos();

    @KernelField("se.sum_exec_runtime")
    long runNanos();

    @KernelField("prev_cputime.utime")
    long shownUserNanos();

    @KernelField("prev_cputime.stime")
    long shownSystemNanos();

    @KernelField("min_flt")
    long minorFaults();

    @KernelField("maj_flt")
    long majorFaults();

    @KernelField("prio")
    int priority();

    @KernelField("static_prio")
    int staticPriority();

    @KernelField("rt_priority")
    int realTimePriority();

    @KernelField("policy")
    int policy();

    /** Returns the processor it ran on last; in {@code thread_info} since 5.16. */
    @KernelField({"thread_info.cpu", "cpu"})
    int processor();

    @KernelField("exit_signal")
    int exitSignal();

    @KernelField("exit_code")
    int exitCode();

    @KernelField("pending.signal.sig[0]")
    long pendingSignals();

    @KernelField("blocked.sig[0]")
    long blockedSignals();

    @KernelField("nvcsw")
    long voluntarySwitches();

    @KernelField("nivcsw")
    long involuntarySwitches();

    @KernelField("fs->umask")
    OptionalInt umask() throws IOException;

    @KernelField("files->fdt->max_fds")
    OptionalInt descriptors() throws IOException;

    /** Returns the NUMA group, if threads are put into such. */
    @KernelField("numa_group->gid")
    OptionalInt numaGroup() throws IOException;

    @KernelField("cpus_mask")
    byte[] processors() throws IOException;

    @KernelField("mems_allowed")
    Optional<byte[]> memories() throws IOException;

    @KernelField("seccomp.filter_count.counter")
    OptionalInt seccompFilters();

    @KernelField("sched_info.run_delay")
    OptionalLong waitNanos();

    @KernelField("sched_info.pcount")
    OptionalLong timesRun();

    @KernelField("personality")
    int personality();

    @KernelField("loginuid")
    OptionalInt loginUid();

    @KernelField("sessionid")
    OptionalInt auditSession();

    @KernelField("timer_slack_ns")
    long timerSlackNanos();

    /** Returns bits for the shadow stack, since 6.6. */
    @KernelField("thread.features")
    OptionalLong features();

    @KernelField("thread.features_locked")
    OptionalLong lockedFeatures();

    /** Returns the nanoseconds it has waited for disks; only where the kernel counts them. */
    @KernelField("delays->blkio_delay")
    OptionalLong diskWaitNanos() throws IOException;

    @KernelField("mm")
    long mmGva();
}
