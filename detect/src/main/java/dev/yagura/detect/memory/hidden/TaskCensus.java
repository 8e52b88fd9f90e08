package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Pids;
import dev.yagura.kernel.linux.RunQueues;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.process.TaskMemory;
import dev.yagura.kernel.linux.system.Sleepers;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All tasks that any view of a kernel shows, in one look, and which view shows which.
 *
 * <p>A view that could not be seen to its end says nothing about the tasks that are missing from
 * it; {@link #gaps()} names it.
 */
final class TaskCensus {
    /**
     * Entries of thread lists and lists of children together: a task is on one of each, so a guest
     * with more has bent its lists into each other to keep the reader busy.
     */
    private static final long MAX_ENTRIES = 2L * TaskSightings.MAX_TASKS;

    private final Tasks tasks;
    private final TaskSightings seen;
    private final Set<Long> idle = new HashSet<>();
    private final Set<Long> threadGroupsSeen = new HashSet<>();
    private final TaskWaiters waiters;
    private long entries;

    private TaskCensus(Linux linux) throws IOException {
        this.tasks = linux.tasks();
        this.seen = new TaskSightings(tasks);
        this.waiters = TaskWaiters.of(linux, seen);
    }

    /**
     * Counts all tasks.
     *
     * @throws IOException if the memory source fails, or the kernel's tasks are of unknown form
     */
    static TaskCensus of(Linux linux) throws IOException {
        TaskCensus census = new TaskCensus(linux);
        // Numbers first, list last: a task that is made meanwhile is missing from no view for it.
        census.view(TaskView.PID_NUMBERS, () -> census.addPidNumbers(linux.pids().walk()));
        census.view(TaskView.RUN_QUEUES, () -> census.addRunQueues(linux.runQueues()));
        census.view(TaskView.TASK_LIST, census::addTaskList);
        census.idle.add(census.tasks.initTask());
        census.seen.read(census.tasks.initTask());
        census.view(TaskView.TIMERS, () -> census.addSleepers(Sleepers.tasks(linux)));
        census.waiters.addThoseOfKernel();
        census.visit();
        census.view(TaskView.MEMORY, () -> census.addMemory(new TaskMemory(linux)));
        return census;
    }

    /** Returns all tasks that any view shows, idle tasks included, by address. */
    Map<Long, TaskStruct> found() {
        return seen.found();
    }

    /** Returns the views that show a task. */
    Set<TaskView> viewsOf(long gva) {
        return seen.viewsOf(gva);
    }

    /** Returns how many tasks a view shows. */
    int count(TaskView view) {
        return seen.of(view).size();
    }

    /** Returns the views that were not seen to their end, and why. */
    Map<TaskView, String> gaps() {
        return seen.gaps();
    }

    /** Returns the addresses where a view has a task and memory has none, and why. */
    Map<Long, String> unreadable() {
        return seen.unreadable();
    }

    /** Returns whether the task is the idle task of a CPU. */
    boolean isIdle(TaskStruct task) {
        return idle.contains(task.gva()) && task.pid() == 0;
    }

    /**
     * Returns the tasks that only memory shows and that have number and start in common with a task
     * that others show: so does one that is being made, until it gets its own.
     */
    Set<Long> copies() {
        Set<Identity> known = new HashSet<>();
        Set<Long> inMemoryOnly = new LinkedHashSet<>();
        for (TaskStruct task : found().values()) {
            if (viewsOf(task.gva()).equals(EnumSet.of(TaskView.MEMORY))) {
                inMemoryOnly.add(task.gva());
            } else {
                known.add(Identity.of(task));
            }
        }
        inMemoryOnly.removeIf(gva -> {
            TaskStruct task = found().get(gva);
            return task == null || !known.contains(Identity.of(task));
        });
        return inMemoryOnly;
    }

    /** What no two whole tasks have in common. */
    private record Identity(int pid, long startedNanos) {
        static Identity of(TaskStruct task) {
            return new Identity(task.pid(), task.startedNanos());
        }
    }

    /** Reads a part of a view. */
    private interface Reading {
        void run() throws IOException;
    }

    /** Reads a part of a view; what the guest does wrong is a gap in that view alone. */
    private void view(TaskView view, Reading reading) throws IOException {
        try {
            reading.run();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            seen.gap(view, String.valueOf(e.getMessage()));
        }
    }

    private void addPidNumbers(Walk<Pids.Entry> numbers) throws IOException {
        for (Pids.Entry entry : numbers.items()) {
            if (entry.taskGva() != 0) {
                seen.see(TaskView.PID_NUMBERS, entry.taskGva());
            }
        }
        seen.end(TaskView.PID_NUMBERS, numbers.end());
    }

    private void addRunQueues(RunQueues queues) throws IOException {
        for (RunQueues.RunQueue queue : queues.list()) {
            idle.add(queue.idleGva());
            for (long task : queue.tasks()) {
                seen.see(TaskView.RUN_QUEUES, task);
            }
            for (WalkEnd.Cut cut : queue.cuts()) {
                seen.end(TaskView.RUN_QUEUES, cut);
            }
        }
    }

    private void addTaskList() throws IOException {
        Walk<TaskStruct> list = tasks.walkProcesses();
        addAll(TaskView.TASK_LIST, list);
        if (list.items().isEmpty()) {
            seen.gap(TaskView.TASK_LIST, "is empty, expected at least one process");
        }
    }

    private void addSleepers(Partial<Long> sleepers) throws IOException {
        for (long task : sleepers.items()) {
            // A sleeper that was just woken is there no more.
            if (task != 0) {
                seen.see(TaskView.TIMERS, task);
            }
        }
        noteMissing(TaskView.TIMERS, sleepers);
    }

    /**
     * Adds what is in use. A task that only memory shows may be half made, with lists that are
     * copies of its parent's; only those of its threads, which are whole either way, are followed,
     * and the queues of its files, which it has for itself or still shares with its parent.
     */
    private void addMemory(TaskMemory memory) throws IOException {
        Partial<Long> places = memory.places();
        for (long place : places.items()) {
            boolean known = found().containsKey(place);
            if (known || memory.isAlive(place)) {
                seen.see(TaskView.MEMORY, place);
            }
            TaskStruct task = found().get(place);
            if (!known && task != null && !isIdle(task)) {
                addGroup(task);
                waiters.addThoseOf(task);
            }
        }
        noteMissing(TaskView.MEMORY, places);
        Set<Long> elsewhere = new HashSet<>(found().keySet());
        elsewhere.removeAll(seen.of(TaskView.MEMORY));
        elsewhere.remove(tasks.initTask()); // a part of the image
        if (!elsewhere.isEmpty()) {
            seen.gap(
                    TaskView.MEMORY,
                    "shows %d of the tasks that others show, and not %d, as that at 0x%x"
                            .formatted(
                                    count(TaskView.MEMORY),
                                    elsewhere.size(),
                                    elsewhere.iterator().next()));
        }
    }

    private void noteMissing(TaskView view, Partial<?> partial) {
        if (!partial.missing().isEmpty()) {
            Partial.Missing first = partial.missing().getFirst();
            seen.gap(view, "%s: %s".formatted(first.what(), first.why()));
        }
    }

    /** Goes from every task to its group, to those that wait for what it has, to its children. */
    private void visit() throws IOException {
        Optional<TaskStruct> next = seen.nextNewcomer();
        while (next.isPresent()) {
            TaskStruct task = next.get();
            addGroup(task);
            addAll(TaskView.FAMILY_TREE, tasks.walkChildren(task));
            if (entries > MAX_ENTRIES) {
                String why = "lists have more than %d entries together".formatted(MAX_ENTRIES);
                seen.gap(TaskView.THREAD_GROUP, why);
                seen.gap(TaskView.FAMILY_TREE, why);
                return;
            }
            if (task.groupLeader() != 0 && task.groupLeader() != task.gva()) {
                seen.see(TaskView.LEADER_POINTERS, task.groupLeader());
            }
            waiters.addThoseOf(task);
            next = seen.nextNewcomer();
        }
    }

    private void addGroup(TaskStruct task) throws IOException {
        if (task.signalGva() != 0 && threadGroupsSeen.add(task.signalGva()) && !isIdle(task)) {
            addAll(TaskView.THREAD_GROUP, tasks.walkThreads(task));
        }
    }

    private void addAll(TaskView view, Walk<TaskStruct> walk) {
        entries += walk.items().size();
        walk.items().forEach(task -> seen.see(view, task));
        seen.end(view, walk.end());
    }
}
