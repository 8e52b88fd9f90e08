package dev.yagura.kernel.linux;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.PerCpu;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the scheduler holds for each CPU; {@code kernel/sched/sched.h}.
 *
 * <p>A task that sleeps is on no run queue, so this view alone proves nothing about those that are
 * missing. A task that can run must be here, or it never would.
 */
public final class RunQueues {

    /**
     * One CPU's run queue.
     *
     * @param cpu number of the CPU
     * @param currentGva address of the {@code task_struct} that runs
     * @param idleGva address of the CPU's idle task
     * @param tasks addresses of the tasks that run or could run; the idle task only while it runs
     * @param cuts where a part of the queue could not be seen to its end
     */
    public record RunQueue(
            int cpu, long currentGva, long idleGva, Set<Long> tasks, List<WalkEnd.Cut> cuts) {
        /** Copies the collections. */
        public RunQueue {
            tasks = Set.copyOf(tasks);
            cuts = List.copyOf(cuts);
        }
    }

    @KernelStruct("rq")
    interface Rq extends StructView {
        long curr();

        long idle();
    }

    @KernelStruct("cfs_rq")
    interface FairQueue extends StructView {
        @KernelField("curr")
        long currentEntity();
    }

    private final StructViews views;
    private final Walks walks;

    RunQueues(StructViews views, Walks walks) {
        this.views = views;
        this.walks = walks;
    }

    /**
     * Returns the run queues of all possible CPUs.
     *
     * @throws IOException if guest memory cannot be read, or this kernel's queues are unknown
     */
    public List<RunQueue> list() throws IOException {
        PerCpu perCpu = PerCpu.of(views.kernel());
        List<RunQueue> queues = new ArrayList<>();
        for (PerCpu.Cpu cpu : perCpu.cpus()) {
            queues.add(new Reader(views, walks, perCpu.address("runqueues", cpu)).read(cpu));
        }
        return List.copyOf(queues);
    }

    /** Reads one queue. */
    private static final class Reader {
        /** Levels of task groups: cgroups nest at most INT_MAX deep, real ones a dozen. */
        private static final int MAX_GROUP_DEPTH = 64;

        private static final int RT_PRIORITIES = 100;

        private final StructViews views;
        private final Walks walks;
        private final long gva;
        private final Set<Long> tasks = new LinkedHashSet<>();
        private final Set<Long> groups = new LinkedHashSet<>();
        private final List<WalkEnd.Cut> cuts = new ArrayList<>();

        Reader(StructViews views, Walks walks, long gva) {
            this.views = views;
            this.walks = walks;
            this.gva = gva;
        }

        RunQueue read(PerCpu.Cpu cpu) throws IOException {
            Rq rq = views.at(Rq.class, gva);
            if (rq.curr() != 0) {
                tasks.add(rq.curr());
            }
            fair(gva + views.offsetOf("rq", "cfs"), 0);
            fairList();
            realTime();
            deadline();
            if (views.has("rq", "scx.runnable_list")) {
                add(
                        walks.list(gva + views.offsetOf("rq", "scx.runnable_list")),
                        views.offsetOf("task_struct", "scx.runnable_node"));
            }
            return new RunQueue(cpu.number(), rq.curr(), rq.idle(), tasks, cuts);
        }

        /** Takes the items of a walk as members of tasks. */
        private void add(Walk<Long> walk, long memberOffset) {
            for (long node : walk.items()) {
                tasks.add(node - memberOffset);
            }
            if (walk.end() instanceof WalkEnd.Cut cut) {
                cuts.add(cut);
            }
        }

        /** A fair queue's tree holds tasks, and groups with a tree of their own. */
        private void fair(long queueGva, int depth) throws IOException {
            if (depth > MAX_GROUP_DEPTH || !groups.add(queueGva)) {
                cuts.add(
                        new WalkEnd.Cut(
                                WalkEnd.Reason.CYCLE,
                                queueGva,
                                gva,
                                "is a task group inside itself"));
                return;
            }
            Walk<Long> tree = walks.tree(queueGva + views.offsetOf("cfs_rq", "tasks_timeline"));
            long node = views.offsetOf("sched_entity", "run_node");
            for (long entry : tree.items()) {
                entity(entry - node, depth);
            }
            if (tree.end() instanceof WalkEnd.Cut cut) {
                cuts.add(cut);
            }
            // What runs was taken out of the tree; it may be a group whose task runs.
            long current = views.at(FairQueue.class, queueGva).currentEntity();
            if (current != 0) {
                entity(current, depth);
            }
        }

        private void entity(long entityGva, int depth) throws IOException {
            long group =
                    views.has("sched_entity", "my_q")
                            ? views.kernel()
                                    .memory()
                                    .u64(entityGva + views.offsetOf("sched_entity", "my_q"))
                            : 0;
            if (group != 0) {
                fair(group, depth + 1);
            } else {
                tasks.add(entityGva - views.offsetOf("task_struct", "se"));
            }
        }

        /** All fair tasks once more, those of throttled groups too. */
        private void fairList() throws IOException {
            if (views.has("rq", "cfs_tasks")) {
                add(
                        walks.list(gva + views.offsetOf("rq", "cfs_tasks")),
                        views.offsetOf("task_struct", "se.group_node"));
            }
        }

        private void realTime() throws IOException {
            long queues = gva + views.offsetOf("rq", "rt.active.queue");
            boolean groups = views.has("sched_rt_entity", "my_q");
            for (int priority = 0; priority < RT_PRIORITIES && !groups; priority++) {
                add(
                        walks.list(queues + priority * views.sizeOf("list_head")),
                        views.offsetOf("task_struct", "rt.run_list"));
            }
        }

        private void deadline() throws IOException {
            Walk<Long> tree = walks.tree(gva + views.offsetOf("rq", "dl.root"));
            long inTask = views.offsetOf("task_struct", "dl.rb_node");
            boolean servers = views.has("sched_dl_entity", "dl_server");
            for (long node : tree.items()) {
                long entity = node - views.offsetOf("sched_dl_entity", "rb_node");
                // A server stands for all fair tasks and is no task itself.
                if (!servers || !views.at(DeadlineServer.class, entity).isServer()) {
                    tasks.add(node - inTask);
                }
            }
            if (tree.end() instanceof WalkEnd.Cut cut) {
                cuts.add(cut);
            }
        }
    }

    @KernelStruct("sched_dl_entity")
    interface DeadlineServer extends StructView {
        @KernelField("dl_server")
        boolean isServer();
    }
}
