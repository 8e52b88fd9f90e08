package dev.yagura.kernel.linux;

/** Bits of {@code task_struct.flags}; {@code include/linux/sched.h}, the same 5.10 to 7.2. */
public final class TaskFlags {
    /** {@code PF_IDLE}: an idle task, one for each CPU. */
    public static final int IDLE = 0x2;

    /** {@code PF_EXITING}: on its way out. */
    public static final int EXITING = 0x4;

    /** {@code PF_WQ_WORKER}: runs a work queue. */
    public static final int WORK_QUEUE_WORKER = 0x20;

    /** {@code PF_KTHREAD}: a thread of the kernel. */
    public static final int KERNEL_THREAD = 0x20_0000;

    private TaskFlags() {}
}
