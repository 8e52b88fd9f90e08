package dev.yagura.view.proc.pid;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the threads of a process share; {@code include/linux/sched/signal.h}. */
@KernelStruct("signal_struct")
interface SignalFields extends StructView {
    /** Returns the nanoseconds that threads have spent in programs and that are gone. */
    @KernelField("utime")
    long userNanos();

    @KernelField("stime")
    long systemNanos();

    /** Returns the nanoseconds of children that were waited for. */
    @KernelField("cutime")
    long childrenUserNanos();

    @KernelField("cstime")
    long childrenSystemNanos();

    @KernelField("gtime")
    long guestNanos();

    @KernelField("cgtime")
    long childrenGuestNanos();

    @KernelField("sum_sched_runtime")
    long runNanos();

    @KernelField("prev_cputime.utime")
    long shownUserNanos();

    @KernelField("prev_cputime.stime")
    long shownSystemNanos();

    @KernelField("min_flt")
    long minorFaults();

    @KernelField("maj_flt")
    long majorFaults();

    @KernelField("cmin_flt")
    long childrenMinorFaults();

    @KernelField("cmaj_flt")
    long childrenMajorFaults();

    @KernelField("nr_threads")
    int threads();

    @KernelField("flags")
    int flags();

    @KernelField("group_exit_code")
    int exitCode();

    @KernelField("oom_score_adj")
    int oomScoreAdjustment();

    @KernelField("shared_pending.signal.sig[0]")
    long pendingSignals();

    /** Returns the foreground group of the terminal; in a structure of its own since 5.15. */
    @KernelField({"tty->ctrl.pgrp->numbers[0].nr", "tty->pgrp->numbers[0].nr"})
    OptionalInt terminalGroup() throws IOException;

    /** Returns what writes a core of it, while something does; since 5.16. */
    @KernelField("core_state")
    OptionalLong coreStateGva();
}
