package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.TaskState;

/** Names of what a task is doing; {@code task_state_array} of fs/proc/array.c. */
final class StateNames {
    private StateNames() {}

    static String of(TaskState state) {
        String name =
                switch (state) {
                    case RUNNING -> "running";
                    case SLEEPING -> "sleeping";
                    case DISK_SLEEP -> "disk sleep";
                    case STOPPED -> "stopped";
                    case TRACED -> "tracing stop";
                    case DEAD -> "dead";
                    case ZOMBIE -> "zombie";
                    case PARKED -> "parked";
                    case IDLE -> "idle";
                };
        return state.letter() + " (" + name + ")";
    }
}
