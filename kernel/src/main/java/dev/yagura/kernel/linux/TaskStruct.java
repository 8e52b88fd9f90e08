package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.ListHead;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A thread as the kernel knows it; {@code include/linux/sched.h}. */
@KernelStruct("task_struct")
public interface TaskStruct extends StructView {
    /** Returns the thread's number in the initial namespace; 0 for idle tasks. */
    int pid();

    /** Returns the number of the thread's process; what users call a pid. */
    int tgid();

    /** Returns the name, at most 15 bytes; see {@link Task#displayName()} for what ps shows. */
    String comm();

    /** Returns the {@code PF_*} bits; see {@link TaskFlags}. */
    int flags();

    /** Returns the {@code TASK_*} bits; 64 bits wide before 5.14. */
    @KernelField({"__state", "state"})
    long state();

    /** Returns the {@code EXIT_*} bits, 0 for a task that has not ended. */
    int exitState();

    /** Returns whether a CPU runs it at this moment. */
    boolean onCpu();

    /** Returns the link in the list of all processes; of use for group leaders only. */
    ListHead tasks();

    /** Returns the link in the list of the process's threads. */
    ListHead threadNode();

    /** Returns the head of the list of children. */
    ListHead children();

    /** Returns the link in the parent's list of children; of use for group leaders only. */
    ListHead sibling();

    /** Returns the address of the process's first thread. */
    long groupLeader();

    /** Returns the parent, also while a debugger has adopted the task. */
    @Nullable TaskStruct realParent() throws IOException;

    /** Returns what the threads of a process share, or its address 0 for one that is gone. */
    @KernelField("signal")
    long signalGva();

    /** Returns the head of the list of the process's threads, empty for one that is gone. */
    @KernelField("signal->thread_head.next")
    OptionalLong firstThread() throws IOException;

    /** Returns the address space, or null for kernel threads and tasks that have ended. */
    @Nullable MmStruct mm() throws IOException;

    /** Returns the address of the address space, 0 where there is none. */
    @KernelField("mm")
    long mmGva();

    /** Returns the address of the open files, 0 once they are closed for good. */
    @KernelField("files")
    long filesGva();

    /** Returns the effective user, whom others act upon: {@code real_cred->euid}. */
    @KernelField("real_cred->euid")
    long effectiveUid() throws IOException;

    /** Returns the real user, {@code real_cred->uid}. */
    @KernelField("real_cred->uid")
    long realUid() throws IOException;

    /** Returns the address of a kernel thread's own data, since 5.17. */
    OptionalLong workerPrivate();

    /** Returns the same before 5.17, when it shared its place with a user's pointer. */
    long setChildTid();

    /** Returns when it started, in nanoseconds of the boot clock. */
    @KernelField("start_boottime")
    long startedNanos();
}
