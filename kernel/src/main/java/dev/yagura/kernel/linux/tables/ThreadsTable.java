package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.kernel.walk.WalkEnd;
import java.io.IOException;

/** Threads of processes. */
final class ThreadsTable {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ThreadsTable() {}

    static GuestTable table() {
        return Columns.<Task>of()
                .number("pid", "process it belongs to", t -> t.tgid())
                .number("tid", "its own number; of the first thread, pid", t -> t.pid())
                .number("uid", "effective user id", t -> t.uid())
                .text("state", "as ps has it: R S D T t Z X I P", t -> "" + t.state().letter())
                .text("comm", "name that ps -T prints", t -> t.displayName())
                .more()
                .number("ppid", "parent process, 0 for none", t -> t.ppid())
                .number("realUid", "real user id", t -> t.realUid())
                .flag("kernelThread", "whether it is the kernel's", t -> t.kernelThread())
                .number(
                        "started",
                        "when it started, in milliseconds after the boot",
                        t -> t.startedNanos() / NANOS_PER_MILLI)
                .text("taskComm", "comm of its task_struct", t -> t.comm())
                .hex("task", "its task_struct", t -> t.gva())
                .table("threads", "threads of all processes", ThreadsTable::list);
    }

    private static void list(TableContext context, RowSink<Task> rows) throws IOException {
        Tasks tasks = context.linux().tasks();
        for (Task process : tasks.processes()) {
            if (!context.wants(process.tgid())) {
                continue;
            }
            Walk<TaskStruct> threads = tasks.walkThreads(tasks.at(process.gva()));
            for (TaskStruct thread : threads.items()) {
                rows.add(tasks.describe(thread));
            }
            if (threads.end() instanceof WalkEnd.Cut cut) {
                rows.gap("threads of process " + process.tgid(), cut.toString());
            }
        }
    }
}
