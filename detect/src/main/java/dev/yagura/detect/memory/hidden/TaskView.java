package dev.yagura.detect.memory.hidden;

import dev.yagura.kernel.linux.wait.WaitKind;

/** A place where the kernel keeps tasks. */
enum TaskView {
    /** {@code init_task.tasks}: all processes. */
    TASK_LIST("task list"),
    /** {@code init_pid_ns.idr}: what {@code /proc} and {@code kill} go by. */
    PID_NUMBERS("pid numbers"),
    /** {@code signal_struct.thread_head}: the threads of a process. */
    THREAD_GROUP("thread group"),
    /** {@code task_struct.children}: who started whom. */
    FAMILY_TREE("family tree"),
    /** {@code runqueues}: what runs, or could. Sleeping tasks are on none. */
    RUN_QUEUES("run queues"),
    /** {@code task_struct.group_leader} of a thread that another view shows. */
    LEADER_POINTERS("leader pointers"),
    /** Timers that are to wake a task. Tasks that wait without a limit have none. */
    TIMERS("timers of sleepers"),
    /** The kernel's tables of those who wait for a word of memory to change. */
    FUTEXES("waiters for futexes"),
    /** The wait queues of pipes; of these and the next three, those behind files of tasks. */
    PIPES("waiters for pipes"),
    /** The wait queues of sockets, of the kernel's tables of sockets too. */
    SOCKETS("waiters for sockets"),
    /** The wait queues of epoll instances, and of those that sockets wake. */
    EPOLL("waiters for epoll"),
    /** The wait queues of terminals, of the kernel's drivers too. */
    TERMINALS("waiters for terminals"),
    /** {@code signal_struct.wait_chldexit}: those who wait for a child of their process to end. */
    CHILDREN("waiters for children"),
    /** What is alive in the memory that the kernel takes tasks from, and on no list. */
    MEMORY("memory for tasks");

    private final String label;

    TaskView(String label) {
        this.label = label;
    }

    /** Returns the view of those who wait for something. */
    static TaskView of(WaitKind kind) {
        return switch (kind) {
            case FUTEX -> FUTEXES;
            case PIPE -> PIPES;
            case SOCKET -> SOCKETS;
            case EPOLL -> EPOLL;
            case TERMINAL -> TERMINALS;
            case CHILD -> CHILDREN;
        };
    }

    /** Returns the view's name in reports. */
    String label() {
        return label;
    }
}
