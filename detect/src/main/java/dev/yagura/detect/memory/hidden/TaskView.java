package dev.yagura.detect.memory.hidden;

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
    /** What is alive in the memory that the kernel takes tasks from, and on no list. */
    MEMORY("memory for tasks");

    private final String label;

    TaskView(String label) {
        this.label = label;
    }

    /** Returns the view's name in reports. */
    String label() {
        return label;
    }
}
