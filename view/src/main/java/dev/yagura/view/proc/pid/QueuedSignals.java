package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How many signals wait for a user; {@code task_sig()} of fs/proc/array.c. */
final class QueuedSignals {
    private QueuedSignals() {}

    @KernelStruct("task_struct")
    interface Counts extends StructView {
        /** Returns what counts for a user, since 5.14. */
        @KernelField("real_cred->ucounts")
        OptionalLong countsGva() throws IOException;

        /** Returns the number before 5.14. */
        @KernelField("real_cred->user->sigpending.counter")
        OptionalInt pending() throws IOException;
    }

    static long of(StructViews views, Task task) throws IOException {
        Counts counts = views.at(Counts.class, task.gva());
        if (counts.pending().isPresent()) {
            return counts.pending().getAsInt();
        }
        String array = views.has("ucounts", "rlimit") ? "rlimit" : "ucount";
        int kind =
                array.equals("rlimit")
                        ? constant(views, "rlimit_type")
                        : constant(views, "ucount_type");
        long gva = counts.countsGva().orElse(0);
        return gva == 0
                ? 0
                : views.kernel()
                        .memory()
                        .u64(gva + views.offsetOf("ucounts", "%s[%d]".formatted(array, kind)));
    }

    private static int constant(StructViews views, String enumeration) throws IOException {
        Map<String, Long> names = views.kernel().types().enumeration(enumeration).orElse(Map.of());
        Long value = names.get("UCOUNT_RLIMIT_SIGPENDING");
        if (value == null) {
            throw new IOException("ucounts: UCOUNT_RLIMIT_SIGPENDING is not known in this kernel");
        }
        return value.intValue();
    }
}
