package dev.yagura.kernel.linux.process;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.mm.SlabObjects;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;

/**
 * The memory that the kernel takes tasks from, {@code task_struct_cachep} of {@code kernel/fork.c}:
 * where a task is even if the kernel lists it nowhere.
 */
public final class TaskMemory {
    /** {@code STACK_END_MAGIC}; include/uapi/linux/magic.h. */
    private static final long STACK_END_MAGIC = 0x57AC6E9D;

    /** {@code TASK_COMM_LEN}; include/linux/sched.h. */
    private static final int COMM_BYTES = 16;

    private final Linux linux;
    private final StructViews views;

    @KernelStruct("task_struct")
    interface Life extends StructView {
        /** Returns who uses the structure: 0 once it is given back. */
        @KernelField("usage.refs.counter")
        int users();

        /** Returns the lowest address of its stack, 0 once that is given back. */
        @KernelField("stack")
        long stackGva();
    }

    /**
     * Prepares to read.
     *
     * @throws IOException if this kernel keeps its tasks in another form
     */
    public TaskMemory(Linux linux) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        views.require(Life.class);
    }

    /**
     * Returns where tasks are or were: every {@code task_struct} that the cache has made, in use or
     * free. {@code init_task}, which is a part of the image, is none of them.
     *
     * @throws IOException if this kernel's cache cannot be read, or the memory source fails
     */
    public Partial<Long> places() throws IOException {
        // What a task is large is found at boot; its name is among the last of its members.
        long least = views.offsetOf("task_struct", "comm") + COMM_BYTES;
        return SlabObjects.of(linux, "task_struct_cachep", least);
    }

    /**
     * Returns whether a task is in use and has a stack to run on. The stack ends in a number that a
     * kernel checks when it switches tasks; a task that has ended gave its stack back, a zombie
     * too.
     *
     * @throws IOException if the memory source fails
     */
    public boolean isAlive(long gva) throws IOException {
        try {
            Life life = views.at(Life.class, gva);
            return life.users() > 0
                    && life.stackGva() != 0
                    && views.kernel().memory().u32(life.stackGva()) == STACK_END_MAGIC;
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return false;
        }
    }
}
