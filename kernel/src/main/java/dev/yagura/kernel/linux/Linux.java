package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Linux guest through one look: its objects, and the means to read more.
 *
 * <pre>{@code
 * Linux linux = Linux.of(kernel);
 * for (Task task : linux.tasks().processes()) {
 *     out.println(task.pid() + " " + task.displayName());
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use.
 */
public final class Linux {
    private final StructViews views;
    private final Walks walks;
    private final Map<Class<?>, Object> known = new ConcurrentHashMap<>();

    private Linux(StructViews views) {
        this.views = views;
        this.walks = Walks.of(views);
    }

    /** Returns the objects of a kernel; nothing is read yet. */
    public static Linux of(Kernel kernel) {
        return new Linux(StructViews.of(kernel));
    }

    /** Returns the same guest through a new look; compiled views are kept. */
    public Linux again() {
        return new Linux(views.with(kernel().again()));
    }

    /** Returns the kernel. */
    public Kernel kernel() {
        return views.kernel();
    }

    /** Returns typed views of the kernel's structures. */
    public StructViews views() {
        return views;
    }

    /** Returns walks over the kernel's containers. */
    public Walks walks() {
        return walks;
    }

    /**
     * Reads something that many ask for, and keeps it for as long as this look lasts.
     *
     * @param <T> type of what is read; immutable, and of no other reading
     */
    @FunctionalInterface
    public interface Reading<T> {
        /** Reads it. */
        T read() throws IOException;
    }

    /**
     * Returns what was read through this look before, or reads it now: within a look it is the same
     * again. What fails is not kept.
     *
     * @param type what is asked for; there is one reading of each type
     * @throws IOException as the reading does
     */
    public <T> T once(Class<T> type, Reading<T> reading) throws IOException {
        Object earlier = known.get(type);
        if (earlier == null) {
            T now = reading.read();
            earlier = known.putIfAbsent(type, now);
            return earlier == null ? now : type.cast(earlier);
        }
        return type.cast(earlier);
    }

    /**
     * Returns the tasks.
     *
     * @throws IOException if this kernel's tasks cannot be read: a field or symbol is missing
     */
    public Tasks tasks() throws IOException {
        return once(Tasks.class, () -> Tasks.of(views, walks));
    }

    /** Returns the numbers given to tasks. */
    public Pids pids() {
        return new Pids(views, walks);
    }

    /** Returns what waits for a CPU, and runs on one. */
    public RunQueues runQueues() {
        return new RunQueues(views, walks);
    }

    /** Returns the means to make paths. */
    public Paths paths() {
        return new Paths(views);
    }

    /** Returns the loaded modules. */
    public Modules modules() {
        return new Modules(views, walks);
    }

    /**
     * Returns whom addresses belong to.
     *
     * @throws IOException if the modules cannot be read
     */
    public Owners owners() throws IOException {
        return once(Owners.class, () -> Owners.of(views, modules()));
    }
}
