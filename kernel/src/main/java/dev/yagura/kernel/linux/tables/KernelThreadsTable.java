package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.process.KernelThread;
import dev.yagura.kernel.linux.process.Processes;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Threads of the kernel, and what each runs. */
final class KernelThreadsTable {
    private KernelThreadsTable() {}

    /** A thread, and whose its function is. */
    private record Running(KernelThread thread, CodeLocation function) {
        @Override
        public String toString() {
            return "kernel thread %d".formatted(thread.task().pid());
        }
    }

    static GuestTable table() {
        return Columns.<Running>of()
                .number("pid", "its number", r -> r.thread.task().pid())
                .text("comm", "name that ps prints", r -> r.thread.task().displayName())
                .text("state", "as ps has it", r -> "" + r.thread.task().state().letter())
                .hexOrNone(
                        "handler",
                        "the function it was made for; null where that is not kept, as of kthreadd",
                        r -> r.function.gva())
                .text("symbol", "symbol of that function", r -> r.function.symbol())
                .text(
                        "owner",
                        "whose it is: kernel, a module's name, unknown; empty for none",
                        r -> r.function.owner())
                .more()
                .number("ppid", "its parent, mostly kthreadd", r -> r.thread.task().ppid())
                .hexOrNone("data", "what the function was given", r -> r.thread.argument())
                .hexOrNone("kthread", "its struct kthread", r -> r.thread.gva())
                .hex("task", "its task_struct", r -> r.thread.task().gva())
                .table(
                        "kernel-threads",
                        "threads of the kernel, and what each runs",
                        KernelThreadsTable::list);
    }

    private static void list(TableContext context, RowSink<Running> rows) throws IOException {
        Processes processes = Processes.of(context.linux());
        Owners owners = context.linux().owners();
        Partial.Collector<KernelThread> threads = Partial.collector();
        for (Task task : context.linux().tasks().threads()) {
            if (task.kernelThread() && context.wants(task.tgid())) {
                threads.add(
                        "kernel thread %d".formatted(task.pid()),
                        () -> processes.kernelThread(task));
            }
        }
        Partial<KernelThread> found = threads.done();
        for (KernelThread thread : found.items()) {
            rows.add(new Running(thread, owners.locate(thread.functionGva())));
        }
        found.missing().forEach(missing -> rows.gap(missing.what(), missing.why()));
    }
}
