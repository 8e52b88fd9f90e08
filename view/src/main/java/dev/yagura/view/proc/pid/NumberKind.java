package dev.yagura.view.proc.pid;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Numbers that a task has in each pid name space it is in; include/linux/pid.h. */
enum NumberKind {
    PROCESS("NStgid", "signal->pids[1]"),
    THREAD("NSpid", "thread_pid"),
    GROUP("NSpgid", "signal->pids[2]"),
    SESSION("NSsid", "signal->pids[3]");

    /** {@code MAX_PID_NS_LEVEL}, include/linux/pid_namespace.h. */
    private static final int MAX_LEVEL = 32;

    private final String key;
    private final String path;

    NumberKind(String key, String path) {
        this.key = key;
        this.path = path;
    }

    /** Returns the word in {@code status}. */
    String key() {
        return key;
    }

    /** Returns the numbers, that of the first name space first; none of a task that has none. */
    List<Integer> numbers(StructViews views, Task task) throws IOException {
        long pid = pidOf(views, task);
        if (pid == 0) {
            return List.of();
        }
        long level = views.kernel().memory().u32(pid + views.offsetOf("pid", "level"));
        if (level > MAX_LEVEL) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "pid at 0x%x".formatted(pid),
                    "level",
                    views.offsetOf("pid", "level"),
                    "is %d, expected 0..%d".formatted(level, MAX_LEVEL));
        }
        long first = pid + views.offsetOf("pid", "numbers") + views.offsetOf("upid", "nr");
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i <= level; i++) {
            numbers.add((int) views.kernel().memory().u32(first + i * views.sizeOf("upid")));
        }
        return numbers;
    }

    private long pidOf(StructViews views, Task task) throws IOException {
        int arrow = path.indexOf("->");
        if (arrow < 0) {
            return views.kernel().memory().u64(task.gva() + views.offsetOf("task_struct", path));
        }
        long signal =
                views.kernel().memory().u64(task.gva() + views.offsetOf("task_struct", "signal"));
        String member = path.substring(arrow + 2);
        return views.kernel().memory().u64(signal + views.offsetOf("signal_struct", member));
    }
}
