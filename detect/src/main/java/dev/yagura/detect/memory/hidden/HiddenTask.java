package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.TaskStruct;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A task that is missing from a view that should show it.
 *
 * @param task as one look showed it
 * @param presentIn views that show it
 * @param absentFrom views that should, at least one
 */
record HiddenTask(TaskStruct task, Set<TaskView> presentIn, Set<TaskView> absentFrom) {
    /** Views that have tasks for other reasons than to list them. */
    private static final Set<TaskView> ASIDE =
            EnumSet.complementOf(
                    EnumSet.of(
                            TaskView.TASK_LIST,
                            TaskView.PID_NUMBERS,
                            TaskView.THREAD_GROUP,
                            TaskView.FAMILY_TREE,
                            TaskView.LEADER_POINTERS));

    /** {@code EXIT_DEAD}; include/linux/sched.h. A task has it while it leaves the lists. */
    private static final int EXIT_DEAD = 0x10;

    /** {@code TASK_RUNNING}; include/linux/sched.h. */
    private static final long TASK_RUNNING = 0;

    /** {@code TASK_NEW}; include/linux/sched.h. Nothing wakes a task that has it. */
    private static final long TASK_NEW = 0x800;

    /** Finds the tasks of a census that are missing somewhere. */
    static List<HiddenTask> in(TaskCensus census) {
        List<HiddenTask> hidden = new ArrayList<>();
        Set<Long> copies = census.copies();
        for (TaskStruct task : census.found().values()) {
            if (census.isIdle(task)
                    || isBeingMade(task, copies.contains(task.gva()))
                    || isBeingDropped(task)) {
                continue;
            }
            Set<TaskView> present = census.viewsOf(task.gva());
            Set<TaskView> absent = expected(task);
            absent.removeAll(present);
            absent.removeAll(census.gaps().keySet());
            if (!absent.isEmpty()) {
                hidden.add(new HiddenTask(task, present, absent));
            }
        }
        return hidden;
    }

    /** Returns whether a single view shows the task that does not say what made it. */
    boolean isOnlySeenAside() {
        Set<TaskView> views = EnumSet.noneOf(TaskView.class);
        views.addAll(presentIn);
        views.remove(TaskView.THREAD_GROUP); // it names its threads itself
        return views.size() == 1 && ASIDE.containsAll(views);
    }

    private static Set<TaskView> expected(TaskStruct task) {
        Set<TaskView> views = EnumSet.of(TaskView.PID_NUMBERS, TaskView.THREAD_GROUP);
        if (task.groupLeader() == task.gva()) {
            views.add(TaskView.TASK_LIST);
            views.add(TaskView.FAMILY_TREE);
        }
        return views;
    }

    /**
     * Returns whether the kernel itself may be about to list the task.
     *
     * <p>At first it is a copy of a task that runs, then it is new: neither can be woken, and on a
     * run queue it is not. A hidden task that sleeps or runs has another state.
     */
    private static boolean isBeingMade(TaskStruct task, boolean copy) {
        return task.state() == TASK_NEW || (copy && task.state() == TASK_RUNNING);
    }

    /**
     * Returns whether the kernel itself may be about to drop the task.
     *
     * <p>One that drops out has given up its address space and files before; a task that claims to
     * be dead and still has one of them does not get away with it.
     */
    private static boolean isBeingDropped(TaskStruct task) {
        boolean dead = (task.exitState() & EXIT_DEAD) != 0;
        return dead && task.mmGva() == 0 && task.filesGva() == 0;
    }
}
