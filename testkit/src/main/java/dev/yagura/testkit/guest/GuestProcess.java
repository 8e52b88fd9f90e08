package dev.yagura.testkit.guest;

import java.nio.charset.StandardCharsets;

/**
 * A process as the guest's own {@code /proc/PID/status} shows it.
 *
 * @param pid process id, which is the thread group id of its tasks
 * @param ppid parent's process id, 0 for the first two
 * @param uid real user id
 * @param comm name as {@code /proc} shows it, with newline and backslash unescaped
 */
public record GuestProcess(int pid, int ppid, int uid, String comm) {
    /** {@code TASK_COMM_LEN} of the kernel, less the closing NUL. */
    private static final int MAX_COMM_BYTES = 15;

    private static final String WORKER = "kworker/";
    private static final String RESCUER = "kworker/R-";
    private static final int KTHREADD = 2;

    /** Returns whether this is a thread of the kernel. */
    public boolean isKernelThread() {
        return pid == KTHREADD || ppid == KTHREADD;
    }

    /**
     * Returns what the task's {@code comm} field holds.
     *
     * <p>For kernel threads {@code /proc} makes more of it: since Linux 5.17 the whole name where
     * the field has 15 bytes of it, and for a worker what it works on, after a hyphen or plus sign.
     * Source: {@code proc_task_name} in the kernel's {@code fs/proc/array.c}.
     */
    public String taskComm() {
        String name = comm;
        if (isKernelThread() && name.startsWith(WORKER) && !name.startsWith(RESCUER)) {
            name = name.replaceFirst("[-+].*", "");
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_COMM_BYTES
                ? name
                : new String(bytes, 0, MAX_COMM_BYTES, StandardCharsets.UTF_8);
    }
}
