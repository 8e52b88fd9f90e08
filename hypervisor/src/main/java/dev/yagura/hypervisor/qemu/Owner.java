package dev.yagura.hypervisor.qemu;

import java.io.IOException;

/**
 * A process that made something in a QEMU, or for it; its name is put into what it makes, so that
 * what was left behind can be told from what is in use.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks after boot: pids are used again
 */
public record Owner(long pid, long startTicks) {
    /**
     * Returns this process.
     *
     * @throws IOException if there is no proc filesystem
     */
    public static Owner self() throws IOException {
        long pid = ProcessHandle.current().pid();
        return new Owner(pid, ProcFs.ofHost().startTicks(pid));
    }

    /** Returns whether the process still runs. */
    public boolean runs() {
        try {
            return ProcFs.ofHost().startTicks(pid) == startTicks;
        } catch (IOException e) {
            return false;
        }
    }
}
