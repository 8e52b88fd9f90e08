package dev.yagura.kernel.linux;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guest's tasks.
 *
 * <p>Lists are whole or an exception: {@link dev.yagura.kernel.walk.WalkCutException} says where a
 * list broke off. Safe for concurrent use.
 */
public final class Tasks {
    private final StructViews views;
    private final Walks walks;
    private final ThreadNames names;
    private final long initTask;
    private volatile @Nullable List<Task> known;

    private Tasks(StructViews views, Walks walks, long initTask) {
        this.views = views;
        this.walks = walks;
        this.names = new ThreadNames(views);
        this.initTask = initTask;
    }

    static Tasks of(StructViews views, Walks walks) throws IOException {
        views.require(TaskStruct.class);
        return new Tasks(views, walks, Symbols.require(views.kernel(), "init_task"));
    }

    /** Returns the address of {@code init_task}, idle task of the first CPU and head of all. */
    public long initTask() {
        return initTask;
    }

    /** Reads the {@code task_struct} at an address. */
    public TaskStruct at(long gva) throws IOException {
        return views.at(TaskStruct.class, gva);
    }

    /**
     * Returns all processes as the task list has them, in its order: the group leaders, zombies
     * included, without the idle tasks. Never empty, and read once.
     *
     * @throws dev.yagura.kernel.walk.WalkCutException if the list cannot be walked to its end
     * @throws MalformedStructureException if the list is empty, as no running kernel's is
     * @throws IOException if guest memory cannot be read
     */
    public List<Task> processes() throws IOException {
        List<Task> processes = known;
        if (processes == null) {
            processes = readProcesses();
            known = processes;
        }
        return processes;
    }

    private List<Task> readProcesses() throws IOException {
        List<TaskStruct> leaders = walkProcesses().complete();
        if (leaders.isEmpty()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "task list",
                    "init_task.tasks",
                    views.offsetOf("task_struct", "tasks"),
                    "points to itself, expected at least one process");
        }
        List<Task> tasks = new ArrayList<>(leaders.size());
        for (TaskStruct leader : leaders) {
            tasks.add(describe(leader));
        }
        return List.copyOf(tasks);
    }

    /** Returns all threads of all processes, those of a process together, leaders first. */
    public List<Task> threads() throws IOException {
        List<Task> threads = new ArrayList<>();
        for (Task process : processes()) {
            threads.addAll(threads(process));
        }
        return List.copyOf(threads);
    }

    /** Returns the threads of one process, the leader included. */
    public List<Task> threads(Task process) throws IOException {
        List<Task> threads = new ArrayList<>();
        for (TaskStruct thread : walkThreads(at(process.gva())).complete()) {
            threads.add(describe(thread));
        }
        return List.copyOf(threads);
    }

    /** Walks the task list; what a caller needs who can use a part of it. */
    public Walk<TaskStruct> walkProcesses() throws IOException {
        long head = initTask + views.offsetOf("task_struct", "tasks");
        return walks.list(head, TaskStruct.class, "tasks");
    }

    /** Walks the threads of a process; complete and empty for one that is gone. */
    public Walk<TaskStruct> walkThreads(TaskStruct process) throws IOException {
        if (process.signalGva() == 0) {
            return new Walk<>("threads of " + process, List.of(), new WalkEnd.Complete());
        }
        long head = process.signalGva() + views.offsetOf("signal_struct", "thread_head");
        return walks.list(head, TaskStruct.class, "thread_node");
    }

    /** Walks the children of a task. */
    public Walk<TaskStruct> walkChildren(TaskStruct parent) throws IOException {
        return walks.list(parent.children(), TaskStruct.class, "sibling");
    }

    /** Returns what is said about a task, all of it read now. */
    public Task describe(TaskStruct task) throws IOException {
        TaskStruct parent = task.realParent();
        return new Task(
                task.gva(),
                task.pid(),
                task.tgid(),
                parent == null ? 0 : parent.tgid(),
                task.effectiveUid(),
                task.realUid(),
                task.comm(),
                names.of(task),
                TaskState.of(task.state(), task.exitState()),
                (task.flags() & TaskFlags.KERNEL_THREAD) != 0,
                task.startedNanos());
    }

    /**
     * Returns the command line as {@code /proc/PID/cmdline} has it, split at the NULs; empty where
     * there is none: kernel threads, zombies.
     *
     * @throws dev.yagura.memory.paging.PageNotPresentException if the process's memory that holds
     *     it is swapped out
     */
    public Optional<List<String>> commandLine(Task task) throws IOException {
        MmStruct mm = at(task.gva()).mm();
        return mm == null ? Optional.empty() : new CommandLines(views).of(mm);
    }

    /**
     * Returns the bytes of {@code /proc/PID/cmdline}, NULs included; empty where there is none.
     *
     * @throws dev.yagura.memory.paging.PageNotPresentException if the process's memory that holds
     *     it is swapped out
     */
    public Optional<byte[]> commandLineBytes(Task task) throws IOException {
        MmStruct mm = at(task.gva()).mm();
        return mm == null ? Optional.empty() : new CommandLines(views).bytes(mm);
    }

    /**
     * Returns the bytes of {@code /proc/PID/environ}, NULs included; empty where there is none.
     *
     * @throws MalformedStructureException if they are more than a kernel allows
     * @throws dev.yagura.memory.paging.PageNotPresentException if the process's memory that holds
     *     it is swapped out
     */
    public Optional<byte[]> environmentBytes(Task task) throws IOException {
        MmStruct mm = at(task.gva()).mm();
        return mm == null ? Optional.empty() : new CommandLines(views).environmentBytes(mm);
    }

    /**
     * Returns the environment as {@code /proc/PID/environ} has it, split at the NULs: what the
     * program was started with, unless it has written over it. Empty where there is none: kernel
     * threads, zombies.
     *
     * @throws MalformedStructureException if it is longer than a kernel allows
     * @throws dev.yagura.memory.paging.PageNotPresentException if the process's memory that holds
     *     it is swapped out
     */
    public Optional<List<String>> environment(Task task) throws IOException {
        MmStruct mm = at(task.gva()).mm();
        return mm == null ? Optional.empty() : new CommandLines(views).environment(mm);
    }

    /**
     * Returns the path of the executed file as {@code /proc/PID/exe} shows it to init, with {@code
     * " (deleted)"} behind it where that is so; empty for kernel threads and zombies.
     */
    public Optional<String> executable(Task task) throws IOException {
        MmStruct mm = at(task.gva()).mm();
        return mm == null || mm.exeFileGva() == 0
                ? Optional.empty()
                : Optional.of(new Paths(views).ofFile(mm.exeFileGva()).toString());
    }
}
