package dev.yagura.kernel.linux.stack;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.code.CodeRegion;
import java.util.Optional;

/**
 * An address on a task's kernel stack that has a call before it.
 *
 * @param task whose stack it is
 * @param number from 0 for the one that the task returns to first
 * @param slotGva where on the stack it lies
 * @param gva the address
 * @param region whose code it is; empty for executable memory of nobody
 */
public record ReturnAddress(
        Task task, int number, long slotGva, long gva, Optional<CodeRegion> region) {
    /** Requires the task and the region. */
    public ReturnAddress {
        requireNonNull(task, "task");
        requireNonNull(region, "region");
    }
}
