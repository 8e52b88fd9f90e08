package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.Detector;
import dev.yagura.detect.DetectorContext;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Severity;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Finds processes and threads that one part of the kernel knows and another does not. */
final class HiddenProcessDetector implements Detector {
    private static final DetectorInfo INFO =
            new DetectorInfo(
                    "linux.process.hidden",
                    "process or thread missing from a kernel list",
                    Severity.CRITICAL,
                    List.of("T1014", "T1564"),
                    "Compares the places where the kernel keeps tasks: the task list, the pid"
                            + " numbers, the thread lists, the tree of parents and children, the"
                            + " run queues of all CPUs, the timers that are to wake a task, the"
                            + " tables of futexes, the wait queues of pipes, sockets, epoll,"
                            + " terminals and children that end, and the"
                            + " memory that tasks are taken from, where one that is in use and has a"
                            + " stack is found without any list. A task that one of them shows must"
                            + " be in the others as well. Not seen: a task taken out of all lists"
                            + " whose page of memory was, besides, made to look like another's"
                            + " while the task waits without a time limit for something that no"
                            + " other task and no table leads to. Looking"
                            + " alike: tasks that are just being made, which can neither run nor"
                            + " be woken, or have ended and are being dropped; these are left"
                            + " out.",
                    "Note the task's address, user and program. Take the guest as compromised:"
                            + " capture its memory before anything else, then isolate it.");

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void run(DetectorContext context) throws IOException {
        Linux linux = context.linux();
        TaskCensus census = TaskCensus.of(linux);
        for (TaskView view : TaskView.values()) {
            context.lookedAt("tasks in " + view.label(), census.count(view));
        }
        census.gaps().forEach((view, why) -> context.notCovered(view.label(), why));
        census.unreadable()
                .forEach((gva, why) ->
                        context.notCovered("task at 0x" + Long.toHexString(gva), why));
        List<HiddenTask> inOrder = new ArrayList<>(HiddenTask.in(census));
        inOrder.sort(Comparator.comparingInt(task -> task.task().pid()));
        for (HiddenTask task : inOrder) {
            report(context, linux, task);
        }
    }

    private static void report(DetectorContext context, Linux linux, HiddenTask hidden) {
        TaskStruct task = hidden.task();
        boolean leader = task.groupLeader() == task.gva();
        String title =
                "%s %d (%s) is missing from %s"
                        .formatted(
                                leader ? "process" : "thread",
                                task.pid(),
                                task.comm(),
                                String.join(", ", labels(hidden.absentFrom())));
        Evidence evidence =
                new Evidence.CrossView(
                        describe(linux, task),
                        task.gva(),
                        labels(hidden.presentIn()),
                        labels(hidden.absentFrom()));
        context.report(
                hidden.isOnlySeenAside() ? Confidence.MEDIUM : Confidence.HIGH,
                // A number is used again for another task, and so is an address: the start is not.
                "%s, started at %d ns".formatted(title, task.startedNanos()),
                title,
                List.of(evidence));
    }

    /** Says who the task is; what cannot be read of it is left to the address. */
    private static String describe(Linux linux, TaskStruct task) {
        String name = "task %d (%s)".formatted(task.pid(), task.comm());
        try {
            Task known = linux.tasks().describe(task);
            return "%s, process %d, parent %d, uid %d, state %c, %s"
                    .formatted(
                            name,
                            known.tgid(),
                            known.ppid(),
                            known.uid(),
                            known.state().letter(),
                            linux.tasks().executable(known).orElse("no program"));
        } catch (IOException e) {
            return "%s, of which more cannot be read: %s".formatted(name, e.getMessage());
        }
    }

    private static List<String> labels(Set<TaskView> views) {
        return views.stream().sorted().map(TaskView::label).toList();
    }
}
