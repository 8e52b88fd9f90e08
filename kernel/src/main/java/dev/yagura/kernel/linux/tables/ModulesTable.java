package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Loaded modules. */
final class ModulesTable {
    private ModulesTable() {}

    static GuestTable table() {
        return Columns.<KernelModule>of()
                .text("name", "its name", KernelModule::name)
                .number("size", "all its parts, in bytes", m -> m.size())
                .number("refcount", "how many use it; -1 while it is removed", m -> m.refcount())
                .hex("base", "where its text starts", KernelModule::base)
                .text("state", "Live, Loading or Unloading", m -> m.state().label())
                .list("usedBy", "modules that use it", KernelModule::users)
                .text("taints", "letters of its taint flags, such as OE", KernelModule::taints)
                .more()
                .hex("module", "its struct module", KernelModule::gva)
                .table("modules", "loaded modules, as in /proc/modules", ModulesTable::list);
    }

    private static void list(TableContext context, RowSink<KernelModule> rows) throws IOException {
        for (KernelModule module : context.linux().modules().list()) {
            rows.add(module);
        }
    }
}
