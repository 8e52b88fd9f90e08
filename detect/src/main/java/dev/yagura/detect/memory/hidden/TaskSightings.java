package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.walk.WalkEnd;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.PageNotPresentException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which views of a kernel showed which tasks, and what each view could not show. */
final class TaskSightings {
    /** Tasks looked at in all, the same as the kernel's PID_MAX_LIMIT. */
    static final int MAX_TASKS = 4 << 20;

    private final Tasks tasks;
    private final Map<Long, TaskStruct> found = new LinkedHashMap<>();
    private final Map<TaskView, Set<Long>> members = new EnumMap<>(TaskView.class);
    private final Map<TaskView, String> gaps = new EnumMap<>(TaskView.class);
    private final Map<Long, String> unreadable = new LinkedHashMap<>();
    private final Deque<TaskStruct> newcomers = new ArrayDeque<>();

    TaskSightings(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Returns all tasks that were seen, by address. */
    Map<Long, TaskStruct> found() {
        return found;
    }

    /** Returns the addresses of the tasks that a view showed. */
    Set<Long> of(TaskView view) {
        return members.computeIfAbsent(view, _ -> new HashSet<>());
    }

    /** Returns the views that showed a task. */
    Set<TaskView> viewsOf(long gva) {
        Set<TaskView> views = EnumSet.noneOf(TaskView.class);
        members.forEach((view, tasksOfView) -> {
            if (tasksOfView.contains(gva)) {
                views.add(view);
            }
        });
        return views;
    }

    /** Returns the views that were not seen to their end, and why. */
    Map<TaskView, String> gaps() {
        return gaps;
    }

    /** Returns the addresses where a view has a task and memory has none, and why. */
    Map<Long, String> unreadable() {
        return unreadable;
    }

    /** Returns a task that was seen and not returned before; empty if there is none. */
    Optional<TaskStruct> nextNewcomer() {
        return Optional.ofNullable(newcomers.poll());
    }

    /** Notes why a view was not seen to its end; the first reason stays. */
    void gap(TaskView view, String why) {
        gaps.putIfAbsent(view, why);
    }

    /** Notes how a walk over a part of a view ended. */
    void end(TaskView view, WalkEnd end) {
        if (end instanceof WalkEnd.Cut cut) {
            gap(view, cut.toString());
        }
    }

    /**
     * Notes that a view has a task at an address.
     *
     * @throws IOException if the memory source fails
     */
    void see(TaskView view, long gva) throws IOException {
        if (read(gva) != null) {
            of(view).add(gva);
        }
    }

    /** Notes that a view shows a task. */
    void see(TaskView view, TaskStruct task) {
        if (remember(task)) {
            of(view).add(task.gva());
        }
    }

    /**
     * Reads a task that no view has yet, or returns null and keeps why it could not.
     *
     * @throws IOException if the memory source fails
     */
    @Nullable TaskStruct read(long gva) throws IOException {
        TaskStruct known = found.get(gva);
        if (known != null) {
            return known;
        }
        try {
            TaskStruct task = tasks.at(gva);
            return remember(task) ? task : null;
        } catch (PageNotPresentException | MemoryHoleException e) {
            unreadable.put(gva, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private boolean remember(TaskStruct task) {
        if (found.size() >= MAX_TASKS) {
            return false;
        }
        if (found.putIfAbsent(task.gva(), task) == null) {
            newcomers.add(task);
        }
        return true;
    }
}
