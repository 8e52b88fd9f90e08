package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.wait.WaitKind;
import dev.yagura.kernel.linux.wait.WaitSink;
import dev.yagura.kernel.linux.wait.WaitStructures;
import java.io.IOException;
import java.util.Optional;

/** The views of tasks that wait for something. */
final class TaskWaiters {
    private final Optional<WaitStructures> structures;

    private TaskWaiters(Optional<WaitStructures> structures) {
        this.structures = structures;
    }

    /**
     * Prepares to look; what this kernel does not have is a gap in the views.
     *
     * @throws IOException if the memory source fails
     */
    static TaskWaiters of(Linux linux, TaskSightings seen) throws IOException {
        try {
            return new TaskWaiters(Optional.of(new WaitStructures(linux, new Noting(seen))));
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            for (WaitKind kind : WaitKind.values()) {
                seen.gap(TaskView.of(kind), String.valueOf(e.getMessage()));
            }
            return new TaskWaiters(Optional.empty());
        }
    }

    /** Adds those that are found without a task. */
    void addThoseOfKernel() throws IOException {
        if (structures.isPresent()) {
            structures.get().ofKernel();
        }
    }

    /** Adds those that wait for what a task has. */
    void addThoseOf(TaskStruct task) throws IOException {
        if (structures.isPresent()) {
            structures.get().of(task);
        }
    }

    /** Notes what a walk finds. */
    private record Noting(TaskSightings seen) implements WaitSink {
        @Override
        public void waits(WaitKind kind, long taskGva) throws IOException {
            seen.see(TaskView.of(kind), taskGva);
        }

        @Override
        public void missing(WaitKind kind, String what, String why) {
            seen.gap(TaskView.of(kind), "%s: %s".formatted(what, why));
        }
    }
}
