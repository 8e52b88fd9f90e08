package dev.yagura.kernel.linux;

import dev.yagura.kernel.Kernel;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walks;
import java.io.IOException;

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
     * Returns the tasks.
     *
     * @throws IOException if this kernel's tasks cannot be read: a field or symbol is missing
     */
    public Tasks tasks() throws IOException {
        return Tasks.of(views, walks);
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
        return Owners.of(views, modules());
    }
}
