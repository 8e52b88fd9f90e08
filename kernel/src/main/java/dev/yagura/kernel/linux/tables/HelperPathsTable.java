package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.control.HelperPath;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Programs that the kernel starts by itself. */
final class HelperPathsTable {
    private HelperPathsTable() {}

    static GuestTable table() {
        return Columns.<HelperPath>of()
                .text("name", "symbol of the variable, such as modprobe_path", HelperPath::symbol)
                .text(
                        "path",
                        "what it holds; core_pattern names a program only behind a |",
                        HelperPath::path)
                .hex("address", "of the variable", HelperPath::gva)
                .table(
                        "helper-paths",
                        "programs that the kernel starts by itself, as root",
                        HelperPathsTable::list);
    }

    private static void list(TableContext context, RowSink<HelperPath> rows) throws IOException {
        Partial<HelperPath> paths = HelperPath.list(context.linux());
        for (HelperPath path : paths.items()) {
            rows.add(path);
        }
        paths.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
