package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Task;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;

/** Writes {@code cmdline} and {@code environ}: bytes of the process's own memory. */
record Arguments(ProcGuest guest, Task task) {
    private static final byte[] NONE = {};

    byte[] commandLine() throws IOException {
        return guest.linux().tasks().commandLineBytes(task).orElse(NONE);
    }

    byte[] environment() throws IOException {
        return guest.linux().tasks().environmentBytes(task).orElse(NONE);
    }
}
