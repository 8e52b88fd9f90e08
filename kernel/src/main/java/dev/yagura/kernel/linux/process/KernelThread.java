package dev.yagura.kernel.linux.process;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Task;

/**
 * A thread of the kernel.
 *
 * @param task the thread
 * @param gva address of its {@code struct kthread}; 0 for those that were not made as such
 * @param functionGva what it runs; 0 if that is not kept, as of kthreadd
 * @param argument what it was given
 */
public record KernelThread(Task task, long gva, long functionGva, long argument) {
    /** Requires the task. */
    public KernelThread {
        requireNonNull(task, "task");
    }
}
