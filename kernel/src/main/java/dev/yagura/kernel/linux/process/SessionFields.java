package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a process belongs to: group, session, terminal; {@code include/linux/sched/signal.h}. */
@KernelStruct("task_struct")
interface SessionFields extends StructView {
    /** Element 2 is {@code PIDTYPE_PGID}, include/linux/pid_types.h. */
    @KernelField("signal->pids[2]->numbers[0].nr")
    OptionalInt group() throws IOException;

    /** Element 3 is {@code PIDTYPE_SID}. */
    @KernelField("signal->pids[3]->numbers[0].nr")
    OptionalInt session() throws IOException;

    @KernelField("signal->nr_threads")
    OptionalInt threads() throws IOException;

    @KernelField("signal->tty->name")
    Optional<String> terminal() throws IOException;

    @KernelField("signal->tty->index")
    OptionalInt terminalIndex() throws IOException;

    @KernelField("signal->tty->driver->major")
    OptionalInt terminalMajor() throws IOException;

    @KernelField("signal->tty->driver->minor_start")
    OptionalInt terminalFirstMinor() throws IOException;

    /** Returns the static priority: 100 for nice -20 to 139 for nice 19. */
    @KernelField("static_prio")
    OptionalInt priority();

    /** Returns the {@code PT_*} bits: not 0 while a debugger has adopted it. */
    @KernelField("ptrace")
    OptionalLong traced();

    /** Returns the process that is told of its end: the debugger while it has one. */
    @KernelField("parent->tgid")
    OptionalInt adoptiveParent() throws IOException;

    @KernelField("fs->pwd.mnt")
    OptionalLong cwdMountGva() throws IOException;

    @KernelField("fs->pwd.dentry")
    OptionalLong cwdDentryGva() throws IOException;

    @KernelField("cgroups->dfl_cgrp->kn")
    OptionalLong controlGroupGva() throws IOException;

    /** Returns the address of a kernel thread's own data, since 5.17. */
    OptionalLong workerPrivate();

    /** Returns the same before 5.17, when it shared its place with a user's pointer. */
    OptionalLong setChildTid();
}
