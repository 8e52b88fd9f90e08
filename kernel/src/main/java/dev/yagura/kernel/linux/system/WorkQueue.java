package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * A queue of functions that threads of the kernel are to run.
 *
 * @param gva address of its {@code workqueue_struct}
 * @param name its name
 * @param flags {@code WQ_*} bits
 */
public record WorkQueue(long gva, String name, long flags) {
    /** Requires the name. */
    public WorkQueue {
        requireNonNull(name, "name");
    }
}
