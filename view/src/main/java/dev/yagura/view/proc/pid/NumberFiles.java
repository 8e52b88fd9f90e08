package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalInt;

/** Writes the files of a task that hold a number or two of its structures; fs/proc/base.c. */
record NumberFiles(ProcGuest guest, Task task) {
    /** {@code MMF_DUMP_FILTER_SHIFT} and {@code MMF_DUMP_FILTER_BITS}. */
    private static final int FILTER_SHIFT = 2;

    private static final long FILTER_MASK = 0x1ff;

    /** Adjustments as they were counted until 2.6.36; include/uapi/linux/oom.h. */
    private static final int OLD_DISABLED = 17;

    private static final int OLD_MOST = 15;
    private static final int MOST = 1000;

    byte[] limits() throws IOException {
        return Limits.of(guest.views(), fields().signalGva()).text();
    }

    byte[] personality() throws IOException {
        return text("%08x\n".formatted(fields().personality()));
    }

    byte[] loginUid() throws IOException {
        return audit("loginuid", fields().loginUid());
    }

    byte[] auditSession() throws IOException {
        return audit("sessionid", fields().auditSession());
    }

    byte[] timerSlack() throws IOException {
        return text(Long.toUnsignedString(fields().timerSlackNanos()) + "\n");
    }

    private TaskFields fields() throws IOException {
        return guest.views().at(TaskFields.class, task.gva());
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] audit(String name, OptionalInt number) throws IOException {
        int value = number.orElseThrow(() -> new IOException(name + ": this kernel keeps none"));
        return text(Integer.toUnsignedString(value));
    }

    byte[] schedule() throws IOException {
        TaskFields fields = fields();
        return text(
                "%s %s %s\n"
                        .formatted(
                                Long.toUnsignedString(fields.runNanos()),
                                Long.toUnsignedString(fields.waitNanos().orElse(0)),
                                Long.toUnsignedString(fields.timesRun().orElse(0))));
    }

    private int adjustment() throws IOException {
        SignalFields signal = guest.views().at(SignalFields.class, fields().signalGva());
        return (short) signal.oomScoreAdjustment();
    }

    byte[] oomScoreAdjustment() throws IOException {
        return text(adjustment() + "\n");
    }

    byte[] oomAdjustment() throws IOException {
        int adjustment = adjustment();
        int old = adjustment == MOST ? OLD_MOST : adjustment * OLD_DISABLED / MOST;
        return text(old + "\n");
    }

    /** Returns what goes into a core; nothing of a kernel thread. */
    byte[] coreFilter() throws IOException {
        long mm = fields().mmGva();
        if (mm == 0 || task.kernelThread()) {
            return text("");
        }
        long flags =
                guest.views()
                        .at(MmFlags.class, mm)
                        .bits()
                        .orElseThrow(() -> new IOException("mm_struct: flags are not known"));
        return text("%08x\n".formatted(flags >>> FILTER_SHIFT & FILTER_MASK));
    }
}
