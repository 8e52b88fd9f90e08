package dev.yagura.kernel.linux;

import static java.util.Objects.requireNonNull;

/**
 * One thread of the guest, or its process where it is the group leader.
 *
 * @param gva address of its {@code task_struct}
 * @param pid the thread's number in the initial namespace
 * @param tgid the process's number; what users call a pid
 * @param ppid the parent process's number, 0 for those the kernel started
 * @param uid effective user in the initial namespace, as {@code ps -o uid} prints
 * @param realUid real user, the first number after {@code Uid:} in {@code /proc/PID/status}
 * @param comm {@code task_struct.comm}, at most 15 bytes
 * @param displayName the name as {@code /proc/PID/status} shows it, not escaped: kernel threads in
 *     full, and work queue threads with what they do, where the kernel does so
 * @param state what it is doing
 * @param kernelThread whether it is a thread of the kernel
 * @param startedNanos when it started, in nanoseconds of the boot clock
 */
public record Task(
        long gva,
        int pid,
        int tgid,
        int ppid,
        long uid,
        long realUid,
        String comm,
        String displayName,
        TaskState state,
        boolean kernelThread,
        long startedNanos) {
    /** Requires the names and the state. */
    public Task {
        requireNonNull(comm, "comm");
        requireNonNull(displayName, "displayName");
        requireNonNull(state, "state");
    }

    /** Returns whether the task stands for its process. */
    public boolean isLeader() {
        return pid == tgid;
    }
}
