package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.Notifier;
import dev.yagura.kernel.linux.control.Notifiers;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Functions that the kernel calls when something happens. */
final class NotifiersTable {
    private NotifiersTable() {}

    private record Listed(Notifier notifier, CodeLocation handler) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text(
                        "chain",
                        "symbol of the list, such as keyboard_notifier_list",
                        n -> n.notifier.chain())
                .number("position", "on the list, from 0", n -> n.notifier.position())
                .number("priority", "that it asked for", n -> n.notifier.priority())
                .hex("handler", "function that is called", n -> n.handler.gva())
                .text("symbol", "symbol at or before it", n -> n.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", n -> n.handler.owner())
                .more()
                .hex("block", "its notifier_block", n -> n.notifier.gva())
                .table(
                        "notifiers",
                        "notifier chains: keyboard, network devices, modules, panic and others",
                        NotifiersTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Notifier> notifiers = new Notifiers(context.linux()).list();
        for (Notifier notifier : notifiers.items()) {
            rows.add(new Listed(notifier, owners.locate(notifier.function())));
        }
        notifiers.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
