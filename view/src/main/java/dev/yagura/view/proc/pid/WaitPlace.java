package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/**
 * Whether a kernel before 5.16 finds where a task waits; {@code get_wchan()} of
 * arch/x86/kernel/process.c. It follows frame pointers, which most kernels are built without: then
 * what it takes for one is often none, and it finds nothing.
 */
record WaitPlace(ProcGuest guest, Task task) {
    /** {@code THREAD_SIZE}, arch/x86/include/asm/page_64_types.h. */
    private static final long STACK_BYTES = 16 << 10;

    /** A frame: the one before it, and where that goes on. */
    private static final long FRAME_BYTES = 2 * Long.BYTES;

    private static final int MAX_FRAMES = 17;

    @KernelStruct("task_struct")
    interface Sleeper extends StructView {
        /** Returns the lowest address of its stack, 0 once that is given back. */
        @KernelField("stack")
        long stackGva();

        /** Returns where its stack ends at present. */
        @KernelField("thread.sp")
        long stackPointer();
    }

    /** Returns whether the kernel finds a place of a task that does not run. */
    boolean isFound() throws IOException {
        Sleeper sleeper = guest.views().at(Sleeper.class, task.gva());
        long bottom = sleeper.stackGva();
        if (bottom == 0 || !isOnStack(bottom, sleeper.stackPointer())) {
            return false;
        }
        long saved = guest.views().offsetOf("inactive_task_frame", "bp");
        long frame = guest.memory().u64(sleeper.stackPointer() + saved);
        for (int i = 0; i < MAX_FRAMES && isOnStack(bottom, frame); i++) {
            if (!isOfScheduler(guest.memory().u64(frame + Long.BYTES))) {
                return true;
            }
            frame = guest.memory().u64(frame);
        }
        return false;
    }

    private static boolean isOnStack(long bottom, long gva) {
        return Long.compareUnsigned(gva - bottom, STACK_BYTES - FRAME_BYTES) <= 0;
    }

    /** Follows {@code in_sched_functions()} of kernel/sched/core.c. */
    private boolean isOfScheduler(long gva) throws IOException {
        return isWithin("__sched_text", gva) || isWithin("__lock_text", gva);
    }

    private boolean isWithin(String section, long gva) throws IOException {
        long start = guest.symbol(section + "_start");
        long end = guest.symbol(section + "_end");
        return Long.compareUnsigned(gva, start) >= 0 && Long.compareUnsigned(gva, end) < 0;
    }
}
