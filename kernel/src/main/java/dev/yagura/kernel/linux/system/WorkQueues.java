package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.IndexedEntry;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** Lists work queues and the work in them; {@code kernel/workqueue.c}. */
public final class WorkQueues {
    /** {@code WORK_STRUCT_PWQ}: the rest of {@code data} is the address of a pool_workqueue. */
    private static final long HAS_QUEUE = 1 << 2;

    /** {@code WORK_STRUCT_FLAG_BITS} is 8, and 9 with debugging: these are 256-byte aligned. */
    private static final long QUEUE_MASK = -256;

    private final Linux linux;
    private final StructViews views;

    @KernelStruct("workqueue_struct")
    interface Queue extends StructView {
        String name();

        int flags();
    }

    @KernelStruct("pool_workqueue")
    interface PoolQueue extends StructView {
        @KernelField("wq->name")
        Optional<String> name() throws IOException;

        @KernelField("pool->id")
        OptionalInt pool() throws IOException;

        @KernelField("pool->cpu")
        OptionalInt cpu() throws IOException;
    }

    @KernelStruct("worker_pool")
    interface Pool extends StructView {
        int id();

        int cpu();
    }

    @KernelStruct("worker")
    interface Worker extends StructView {
        @KernelField("current_work")
        long workGva();

        @KernelField("current_func")
        long function();

        @KernelField("current_pwq->wq->name")
        Optional<String> queue() throws IOException;

        @KernelField("task")
        long taskGva();

        @KernelField("task->pid")
        OptionalInt pid() throws IOException;
    }

    @KernelStruct("work_struct")
    interface WorkStruct extends StructView {
        @KernelField("data.counter")
        long data();

        @KernelField("func")
        long function();
    }

    /** Returns the queues of a guest; nothing is read yet. */
    public WorkQueues(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /**
     * Returns the queues.
     *
     * @throws IOException if this kernel's queues cannot be read, or the memory source fails
     */
    public Partial<WorkQueue> queues() throws IOException {
        Partial.Collector<WorkQueue> found = Partial.collector();
        for (Queue queue : structs(found)) {
            found.add(
                    new WorkQueue(
                            queue.gva(), queue.name(), Integer.toUnsignedLong(queue.flags())));
        }
        return found.done();
    }

    private Iterable<Queue> structs(Partial.Collector<?> found) throws IOException {
        long head = Symbols.require(linux.kernel(), "workqueues");
        Walk<Queue> queues = linux.walks().list(head, Queue.class, "list");
        found.check(queues);
        return queues.items();
    }

    /**
     * Returns what is run and waits, pool by pool, then what may not be run yet.
     *
     * @throws IOException if this kernel's queues cannot be read, or the memory source fails
     */
    public Partial<Work> works() throws IOException {
        Partial.Collector<Work> found = Partial.collector();
        views.require(Pool.class, Worker.class, WorkStruct.class, PoolQueue.class);
        Walk<IndexedEntry> pools =
                linux.walks().idr(Symbols.require(linux.kernel(), "worker_pool_idr"));
        found.check(pools);
        for (IndexedEntry entry : pools.items()) {
            unlessBroken(
                    "worker_pool at 0x%x".formatted(entry.value()),
                    found,
                    () -> pool(views.at(Pool.class, entry.value()), found));
        }
        for (Queue queue : structs(found)) {
            inactive(queue, found);
        }
        return found.done();
    }

    private interface Part {
        void read() throws IOException;
    }

    private static void unlessBroken(String what, Partial.Collector<?> found, Part part)
            throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            found.missing(what, String.valueOf(e.getMessage()));
        }
    }

    private void pool(Pool pool, Partial.Collector<Work> found) throws IOException {
        Walk<Worker> workers =
                linux.walks()
                        .list(
                                pool.gva() + views.offsetOf("worker_pool", "workers"),
                                Worker.class,
                                "node");
        found.check(workers);
        for (Worker worker : workers.items()) {
            if (worker.workGva() != 0) {
                found.add(worker.toString(), () -> running(pool, worker));
            }
        }
        Walk<WorkStruct> waiting =
                linux.walks()
                        .list(
                                pool.gva() + views.offsetOf("worker_pool", "worklist"),
                                WorkStruct.class,
                                "entry");
        found.check(waiting);
        for (WorkStruct work : waiting.items()) {
            found.add(
                    work.toString(),
                    () -> waiting(work, Work.State.PENDING, queueOf(work), pool.id(), pool.cpu()));
        }
    }

    private static Work running(Pool pool, Worker worker) throws IOException {
        return new Work(
                worker.workGva(),
                worker.queue().orElse(""),
                Work.State.RUNNING,
                pool.id(),
                pool.cpu(),
                worker.function(),
                worker.taskGva(),
                worker.pid().orElse(0));
    }

    private static Work waiting(
            WorkStruct work, Work.State state, String queue, int pool, int cpu) {
        return new Work(work.gva(), queue, state, pool, cpu, work.function(), 0, 0);
    }

    /** Marks between work have no queue: they say that somebody waits for the work before. */
    private String queueOf(WorkStruct work) throws IOException {
        return (work.data() & HAS_QUEUE) == 0
                ? ""
                : views.at(PoolQueue.class, work.data() & QUEUE_MASK).name().orElse("");
    }

    private void inactive(Queue queue, Partial.Collector<Work> found) throws IOException {
        long head = queue.gva() + views.offsetOf("workqueue_struct", "pwqs");
        Walk<PoolQueue> parts = linux.walks().list(head, PoolQueue.class, "pwqs_node");
        found.check(parts);
        long list = views.offsetOf("pool_workqueue", "inactive_works", "delayed_works");
        for (PoolQueue part : parts.items()) {
            Walk<WorkStruct> works =
                    linux.walks().list(part.gva() + list, WorkStruct.class, "entry");
            found.check(works);
            for (WorkStruct work : works.items()) {
                found.add(
                        work.toString(),
                        () ->
                                waiting(
                                        work,
                                        Work.State.INACTIVE,
                                        queue.name(),
                                        part.pool().orElse(-1),
                                        part.cpu().orElse(-1)));
            }
        }
    }
}
