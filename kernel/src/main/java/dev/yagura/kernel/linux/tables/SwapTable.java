package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.SwapArea;
import dev.yagura.kernel.linux.system.SwapAreas;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Where memory is swapped out to. */
final class SwapTable {
    private static final int KIB_OF_PAGE = 4;

    private SwapTable() {}

    static GuestTable table() {
        return Columns.<SwapArea>of()
                .text("path", "file or device", SwapArea::path)
                .text("type", "partition or file", a -> a.partition() ? "partition" : "file")
                .number("size", "in KiB, as /proc/swaps has it", a -> a.pages() * KIB_OF_PAGE)
                .number("used", "of it, in KiB", a -> a.used() * KIB_OF_PAGE)
                .number("priority", "the highest is used first", a -> a.priority())
                .more()
                .number("number", "as swap entries of page tables have it", a -> a.number())
                .hex("flags", "SWP_ bits", SwapArea::flags)
                .hex("file", "its struct file", SwapArea::fileGva)
                .hex("swapInfo", "its swap_info_struct", SwapArea::gva)
                .table("swap", "swap areas, as in /proc/swaps", SwapTable::list);
    }

    private static void list(TableContext context, RowSink<SwapArea> rows) throws IOException {
        Partial<SwapArea> areas = SwapAreas.list(context.linux());
        for (SwapArea area : areas.items()) {
            rows.add(area);
        }
        areas.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
