package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.code.CodeRegion;
import dev.yagura.kernel.linux.stack.KernelStacks;
import dev.yagura.kernel.linux.stack.ReturnAddress;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.List;

/** What tasks that no CPU runs will return to in the kernel. */
final class KernelStacksTable {
    private KernelStacksTable() {}

    /** An address, and whose it is. */
    private record Listed(ReturnAddress address, CodeLocation code) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("pid", "number of the thread", l -> l.address.task().pid())
                .text("comm", "name that ps prints", l -> l.address.task().displayName())
                .number("number", "0 for what the thread returns to first", l -> l.address.number())
                .hex("address", "the return address", l -> l.code.gva())
                .text("symbol", "symbol of the call before it", l -> l.code.symbol())
                .text(
                        "owner",
                        "whose it is: kernel, a module's or BPF program's name, unknown",
                        l -> l.code.owner())
                .more()
                .number("tgid", "number of the process", l -> l.address.task().tgid())
                .text("state", "as ps has it", l -> "" + l.address.task().state().letter())
                .text(
                        "kind",
                        "why there is code; null for code of nobody",
                        l ->
                                l.address
                                        .region()
                                        .map(CodeRegion::kind)
                                        .map(CodeRegion.Kind::label)
                                        .orElse(null))
                .hex("slot", "where on the stack it lies", l -> l.address.slotGva())
                .hex("task", "the thread's task_struct", l -> l.address.task().gva())
                .table(
                        "kernel-stacks",
                        "return addresses on the kernel stacks of threads that no CPU runs",
                        KernelStacksTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        KernelStacks stacks = KernelStacks.of(context.linux());
        stacks.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
        Partial.Collector<List<ReturnAddress>> found = Partial.collector();
        for (Task task : context.linux().tasks().threads()) {
            if (context.wants(task.tgid())) {
                found.add("kernel stack of thread " + task.pid(), () -> stacks.of(task));
            }
        }
        Partial<List<ReturnAddress>> read = found.done();
        for (List<ReturnAddress> stack : read.items()) {
            for (ReturnAddress address : stack) {
                rows.add(new Listed(address, stacks.locate(address)));
            }
        }
        read.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
