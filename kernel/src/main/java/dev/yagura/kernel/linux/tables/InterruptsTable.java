package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.control.InterruptGate;
import dev.yagura.kernel.linux.control.Interrupts;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.Locale;

/** The interrupt descriptor table. */
final class InterruptsTable {
    private InterruptsTable() {}

    private record Listed(InterruptGate gate, CodeLocation handler) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("vector", "number of the interrupt or exception", g -> g.gate.vector())
                .text(
                        "gate",
                        "interrupt, trap, or none for an unused one",
                        g -> g.gate.kind().name().toLowerCase(Locale.ROOT))
                .flag("present", "whether the processor may use it", g -> g.gate.present())
                .number(
                        "dpl",
                        "least privileged ring that may raise it by an instruction",
                        g -> g.gate.privilege())
                .number(
                        "ist",
                        "stack of the task state segment it switches to, 0 for none",
                        g -> g.gate.stack())
                .hexOrNone("handler", "where it leads", g -> g.handler.gva())
                .text("symbol", "symbol at or before the handler", g -> g.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", g -> g.handler.owner())
                .more()
                .hex("selector", "code segment", g -> g.gate.selector())
                .hex("descriptor", "address of the descriptor", g -> g.gate.gva())
                .table("interrupts", "interrupt descriptor table", InterruptsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        for (InterruptGate gate : Interrupts.read(context.linux().kernel())) {
            rows.add(new Listed(gate, owners.locate(gate.handler())));
        }
    }
}
