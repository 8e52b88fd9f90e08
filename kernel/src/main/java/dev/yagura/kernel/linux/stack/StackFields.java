package dev.yagura.kernel.linux.stack;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** Where a task's kernel stack is; {@code include/linux/sched.h}. */
@KernelStruct("task_struct")
interface StackFields extends StructView {
    boolean onCpu();

    /** Returns the lowest address of the stack, 0 once it is given back. */
    @KernelField("stack")
    long stackGva();

    /** Returns the stack pointer of a task that no CPU runs; {@code struct thread_struct}. */
    @KernelField("thread.sp")
    long stackPointer();

    /** Returns how many pages the stack has, where it was made of pages of its own. */
    @KernelField("stack_vm_area->nr_pages")
    OptionalLong pages() throws IOException;
}
