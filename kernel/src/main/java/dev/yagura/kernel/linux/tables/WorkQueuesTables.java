package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.Work;
import dev.yagura.kernel.linux.system.WorkQueue;
import dev.yagura.kernel.linux.system.WorkQueues;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Work queues, and the work in them. */
final class WorkQueuesTables {
    private WorkQueuesTables() {}

    /** A queue, and how much is in it. */
    private record Filled(WorkQueue queue, long works) {}

    /** Work, and whose its function is. */
    private record Listed(Work work, CodeLocation function) {}

    static GuestTable queues() {
        return Columns.<Filled>of()
                .text("name", "its name, cut at 23 or 31 bytes", q -> q.queue.name())
                .hex("flags", "WQ_ bits", q -> q.queue.flags())
                .number("works", "how many run or wait, by the view works", q -> q.works)
                .more()
                .hex("workqueue", "its workqueue_struct", q -> q.queue.gva())
                .table(
                        "work-queues",
                        "queues of work for the kernel's threads",
                        WorkQueuesTables::listQueues);
    }

    static GuestTable works() {
        return Columns.<Listed>of()
                .text("queue", "its work queue; empty if not known", w -> w.work.queue())
                .text("state", "running, pending or inactive", w -> w.work.state().label())
                .text("symbol", "symbol at or before its function", w -> w.function.symbol())
                .text("owner", "kernel, a module's name, or unknown", w -> w.function.owner())
                .number(
                        "pid",
                        "kernel thread that runs it; null for none",
                        w -> w.work.workerPid() == 0 ? null : w.work.workerPid())
                .number("cpu", "of the threads; -1 for any", w -> w.work.cpu())
                .more()
                .number("pool", "number of the pool of threads", w -> w.work.pool())
                .hexOrNone("handler", "its function", w -> w.function.gva())
                .hexOrNone("task", "task_struct of that thread", w -> w.work.workerGva())
                .hex("work", "its work_struct", w -> w.work.gva())
                .table(
                        "works",
                        "functions that the kernel's threads run, or are to run",
                        WorkQueuesTables::listWorks);
    }

    private static void listQueues(TableContext context, RowSink<Filled> rows) throws IOException {
        WorkQueues reader = new WorkQueues(context.linux());
        Partial<Work> works = reader.works();
        Map<String, Long> counts = new HashMap<>();
        works.items().forEach(work -> counts.merge(work.queue(), 1L, Long::sum));
        Partial<WorkQueue> queues = reader.queues();
        for (WorkQueue queue : queues.items()) {
            rows.add(new Filled(queue, counts.getOrDefault(queue.name(), 0L)));
        }
        queues.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
        works.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }

    private static void listWorks(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Work> works = new WorkQueues(context.linux()).works();
        for (Work work : works.items()) {
            rows.add(new Listed(work, owners.locate(work.function())));
        }
        works.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
