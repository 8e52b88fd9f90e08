package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.SecurityHook;
import dev.yagura.kernel.linux.control.SecurityHooks;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What security modules are asked about. */
final class LsmTable {
    private LsmTable() {}

    private record Listed(SecurityHook hook, CodeLocation handler, CodeLocation called) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("hook", "what is asked about, such as file_open", h -> h.hook.hook())
                .text("lsm", "security module that is asked", h -> h.hook.module())
                .hex("handler", "function that is asked", h -> h.handler.gva())
                .text("symbol", "symbol at or before it", h -> h.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", h -> h.handler.owner())
                .more()
                .hexOrNone(
                        "called",
                        "where the kernel's static call for it leads, since 6.12",
                        h -> h.called.gva())
                .text("calledSymbol", "symbol at or before that", h -> h.called.symbol())
                .text("calledOwner", "whose that is", h -> h.called.owner())
                .hex("entry", "its security_hook_list", h -> h.hook.gva())
                .table("lsm", "hooks of security modules", LsmTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<SecurityHook> hooks = new SecurityHooks(context.linux()).list();
        for (SecurityHook hook : hooks.items()) {
            rows.add(
                    new Listed(hook, owners.locate(hook.function()), owners.locate(hook.called())));
        }
        hooks.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
