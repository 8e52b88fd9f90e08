package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Processes: the leaders of thread groups, kernel threads included. */
final class ProcessesTable {
    private ProcessesTable() {}

    /** A process and what its details are read with. */
    private record Listed(Task task, Tasks tasks) {
        @Override
        public String toString() {
            return "process %d, task_struct at 0x%x".formatted(task.tgid(), task.gva());
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("pid", "process id in the first pid namespace", p -> p.task.tgid())
                .number("ppid", "process id of its parent, 0 for none", p -> p.task.ppid())
                .number("uid", "effective user id", p -> p.task.uid())
                .text("state", "as ps has it: R S D T t Z X I P", ProcessesTable::state)
                .text(
                        "comm",
                        "name that ps prints; of kernel threads longer than the task's own",
                        p -> p.task.displayName())
                .user("cmdline", Kind.TEXT, "its arguments", ProcessesTable::commandLine)
                .more()
                .number("tgid", "the same as pid", p -> p.task.tgid())
                .flag("kernelThread", "whether it is one", p -> p.task.kernelThread())
                .user("exe", Kind.TEXT, "path of its program", ProcessesTable::executable)
                .text("taskComm", "comm of its task_struct", p -> p.task.comm())
                .hex("task", "its task_struct", p -> p.task.gva())
                .table("processes", "processes, kernel threads included", ProcessesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Tasks tasks = context.linux().tasks();
        for (Task task : tasks.processes()) {
            if (context.wants(task.tgid())) {
                rows.add(new Listed(task, tasks));
            }
        }
    }

    private static String state(Listed process) {
        return String.valueOf(process.task.state().letter());
    }

    private static @Nullable String commandLine(Listed process) throws IOException {
        return process.tasks
                .commandLine(process.task)
                .map(words -> String.join(" ", words))
                .orElse(null);
    }

    private static @Nullable String executable(Listed process) throws IOException {
        return process.tasks.executable(process.task).orElse(null);
    }
}
