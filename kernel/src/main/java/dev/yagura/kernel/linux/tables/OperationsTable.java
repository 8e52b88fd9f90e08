package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.OperationSlot;
import dev.yagura.kernel.linux.control.Operations;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Function pointers in tables of operations. */
final class OperationsTable {
    private OperationsTable() {}

    private record Listed(OperationSlot slot, CodeLocation handler) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("kind", "structure of the table, such as seq_operations", o -> o.slot.kind())
                .text("name", "symbol of the table, or what it belongs to", o -> o.slot.name())
                .text("member", "which operation, such as show", o -> o.slot.member())
                .hex("handler", "where it leads", o -> o.handler.gva())
                .text("symbol", "symbol at or before that", o -> o.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", o -> o.handler.owner())
                .more()
                .hex("slot", "address of the pointer", o -> o.slot.gva())
                .table(
                        "operations",
                        "operations of procfs, sysfs, network files, terminals, input, formats, roots of"
                                + " filesystems",
                        OperationsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<OperationSlot> slots = Operations.list(context.linux());
        for (OperationSlot slot : slots.items()) {
            rows.add(new Listed(slot, owners.locate(slot.function())));
        }
        slots.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
