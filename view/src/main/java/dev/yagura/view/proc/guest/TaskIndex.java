package dev.yagura.view.proc.guest;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Pids;
import dev.yagura.kernel.linux.RunQueues;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.linux.process.TaskMemory;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The guest's tasks by number, in two views: those that its own {@code readdir} of {@code /proc}
 * shows, and those that are anywhere.
 *
 * <p>Numbers are read once. What is nowhere among them is looked for in the other places, all of
 * them, when the first such number is asked for. Safe for concurrent use.
 */
public final class TaskIndex {
    private final Linux linux;
    private final Tasks tasks;
    private final Once<Numbers> numbers = new Once<>(this::readNumbers);
    private final Once<Map<Integer, Long>> elsewhere = new Once<>(this::readElsewhere);
    private final Notes notes;

    @KernelStruct("pid")
    interface PidStruct extends StructView {
        /** Returns the first process that has this number; PIDTYPE_TGID is 1. */
        @KernelField("tasks[1].first")
        long firstProcessLink();
    }

    /**
     * What the numbers lead to.
     *
     * @param processes numbers that {@code readdir} shows, ascending
     * @param tasks number to address of the task, threads too
     */
    private record Numbers(List<Integer> processes, Map<Integer, Long> tasks) {}

    TaskIndex(Linux linux, Notes notes) throws IOException {
        this.linux = linux;
        this.notes = notes;
        this.tasks = linux.tasks();
    }

    /**
     * Returns the numbers of processes that a reader of {@code /proc} in the guest is shown,
     * ascending; {@code next_tgid()} in fs/proc/base.c.
     *
     * @throws IOException if this kernel's numbers cannot be read, or the memory source fails
     */
    public List<Integer> listed() throws IOException {
        return numbers.get().processes();
    }

    /**
     * Returns the numbers of all tasks that {@link #find} looks for, threads too, ascending.
     *
     * @throws IOException if this kernel's numbers cannot be read, or the memory source fails
     */
    public SortedSet<Integer> found() throws IOException {
        SortedSet<Integer> found = new TreeSet<>(numbers.get().tasks().keySet());
        found.addAll(elsewhere.get().keySet());
        return found;
    }

    /**
     * Returns the task with a number, thread or process, wherever in memory it is.
     *
     * @throws MalformedStructureException if the guest runs, and what lies there has another
     *     number: the task is gone, or somebody changed its number
     * @throws IOException if the memory source fails, or the task cannot be read
     */
    public Optional<Task> find(int number) throws IOException {
        Long gva = numbers.get().tasks().get(number);
        if (gva == null) {
            gva = elsewhere.get().get(number);
        }
        if (gva == null) {
            return Optional.empty();
        }
        Task task = tasks.describe(tasks.at(gva));
        if (task.pid() != number && linux.kernel().memory().physical().isLive()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "task at 0x%x".formatted(gva),
                    "pid",
                    0,
                    "is %d, expected %d".formatted(task.pid(), number));
        }
        return Optional.of(task);
    }

    /**
     * Returns the threads of a process as a reader of its {@code task} directory is shown them.
     *
     * @throws IOException if they cannot be walked to the end
     */
    public List<Task> threads(Task process) throws IOException {
        return tasks.threads(process);
    }

    private void note(String what, String why) {
        notes.add(what, why);
    }

    private <T> List<T> items(Walk<T> walk) {
        if (walk.end() instanceof WalkEnd.Cut cut) {
            note(walk.container(), cut.toString());
        }
        return walk.items();
    }

    private Numbers readNumbers() throws IOException {
        List<Integer> processes = new ArrayList<>();
        Map<Integer, Long> byNumber = new HashMap<>();
        for (Pids.Entry entry : items(linux.pids().walk())) {
            if (entry.taskGva() != 0) {
                byNumber.put(entry.number(), entry.taskGva());
                if (linux.views().at(PidStruct.class, entry.pidGva()).firstProcessLink() != 0) {
                    processes.add(entry.number());
                }
            }
        }
        return new Numbers(List.copyOf(processes), byNumber);
    }

    /** Reads one place where tasks are. */
    private interface Place {
        void read() throws IOException;
    }

    private void place(String what, Place place) throws IOException {
        try {
            place.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            note(what, String.valueOf(e.getMessage()));
        }
    }

    private Map<Integer, Long> readElsewhere() throws IOException {
        Map<Integer, Long> found = new HashMap<>();
        place(
                "task list",
                () -> {
                    for (TaskStruct process : items(tasks.walkProcesses())) {
                        found.putIfAbsent(process.pid(), process.gva());
                        place(
                                "threads of " + process,
                                () -> {
                                    for (TaskStruct thread : items(tasks.walkThreads(process))) {
                                        found.putIfAbsent(thread.pid(), thread.gva());
                                    }
                                });
                    }
                });
        place(
                "run queues",
                () -> {
                    for (RunQueues.RunQueue queue : linux.runQueues().list()) {
                        queue.cuts().forEach(cut -> note("run queue", cut.toString()));
                        for (long gva : queue.tasks()) {
                            add(found, gva);
                        }
                    }
                });
        place("memory of tasks", () -> addAlive(found));
        found.remove(0); // idle tasks, which procfs has none of
        return found;
    }

    private void addAlive(Map<Integer, Long> found) throws IOException {
        TaskMemory memory = new TaskMemory(linux);
        var places = memory.places();
        places.missing().forEach(missing -> note(missing.what(), missing.why()));
        for (long gva : places.items()) {
            if (memory.isAlive(gva)) {
                add(found, gva);
            }
        }
    }

    private void add(Map<Integer, Long> found, long gva) throws IOException {
        place(
                "task at 0x%x".formatted(gva),
                () -> {
                    TaskStruct task = tasks.at(gva);
                    found.putIfAbsent(task.pid(), task.gva());
                });
    }

    /** Returns the address of the namespace that sockets and interfaces of a task are in. */
    OptionalLong networkOf(Task task) throws IOException {
        return linux.views().at(TaskNetwork.class, task.gva()).networkGva();
    }

    @KernelStruct("task_struct")
    interface TaskNetwork extends StructView {
        @KernelField("nsproxy->net_ns")
        OptionalLong networkGva() throws IOException;
    }
}
