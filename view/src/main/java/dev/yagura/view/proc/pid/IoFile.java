package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.List;

/** Writes {@code io}; {@code do_io_accounting()} of fs/proc/base.c. */
final class IoFile {
    private static final List<String> COUNTERS =
            List.of(
                    "rchar",
                    "wchar",
                    "syscr",
                    "syscw",
                    "read_bytes",
                    "write_bytes",
                    "cancelled_write_bytes");

    private IoFile() {}

    /**
     * Returns the counters.
     *
     * @param whole whether of all the process's threads, those that are gone too
     */
    static byte[] of(ProcGuest guest, Task task, boolean whole) throws IOException {
        long[] sums = new long[COUNTERS.size()];
        Tasks tasks = guest.linux().tasks();
        TaskStruct leader = tasks.at(task.gva());
        if (whole) {
            add(guest.views(), "signal_struct", leader.signalGva(), sums);
            for (TaskStruct thread : tasks.walkThreads(leader).complete()) {
                add(guest.views(), "task_struct", thread.gva(), sums);
            }
        } else {
            add(guest.views(), "task_struct", task.gva(), sums);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sums.length; i++) {
            text.append(COUNTERS.get(i))
                    .append(": ")
                    .append(Long.toUnsignedString(sums[i]))
                    .append('\n');
        }
        return text.toString().getBytes(UTF_8);
    }

    private static void add(StructViews views, String struct, long gva, long[] sums)
            throws IOException {
        long counters = gva + views.offsetOf(struct, "ioac");
        for (int i = 0; i < sums.length; i++) {
            long at = counters + views.offsetOf("task_io_accounting", COUNTERS.get(i));
            sums[i] += views.kernel().memory().u64(at);
        }
    }
}
