package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** A thread of a work queue; {@code kernel/workqueue_internal.h}. */
@KernelStruct("worker")
interface Worker extends StructView {
    /** Returns its number in its pool. */
    int id();

    /** Returns the name of the queue it worked for last. */
    String desc();

    /** Returns what it works on, 0 while it waits. */
    long currentWork();

    /** Returns the address of its pool, 0 for a rescuer that waits. */
    @KernelField("pool")
    long poolGva();

    @KernelField("pool->cpu")
    OptionalInt poolCpu() throws IOException;

    @KernelField("pool->id")
    OptionalInt poolId() throws IOException;

    @KernelField("pool->attrs->nice")
    OptionalInt poolNice() throws IOException;

    /** Returns the name of the queue that it rescues; empty for ordinary workers. */
    @KernelField("rescue_wq->name")
    Optional<String> rescuedQueue() throws IOException;
}
