package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.Resource;
import dev.yagura.kernel.linux.system.Resources;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What lies where in the machine's physical address space. */
final class ResourcesTable {
    private ResourcesTable() {}

    static GuestTable table() {
        return Columns.<Resource>of()
                .hex("start", "first physical address", Resource::start)
                .hex("end", "last physical address", Resource::end)
                .number("depth", "how many other ranges it is in", r -> r.depth())
                .text("name", "what lies there", Resource::name)
                .more()
                .hex("flags", "IORESOURCE_ bits", Resource::flags)
                .hex("resource", "its struct resource", Resource::gva)
                .table("iomem", "physical addresses, as in /proc/iomem", ResourcesTable::list);
    }

    private static void list(TableContext context, RowSink<Resource> rows) throws IOException {
        Partial<Resource> resources = Resources.list(context.linux());
        for (Resource resource : resources.items()) {
            rows.add(resource);
        }
        resources.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
