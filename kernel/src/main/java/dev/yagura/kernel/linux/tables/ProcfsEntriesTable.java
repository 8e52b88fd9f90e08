package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.fs.ProcfsEntries;
import dev.yagura.kernel.linux.fs.ProcfsEntry;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What is registered in procfs. */
final class ProcfsEntriesTable {
    private ProcfsEntriesTable() {}

    /** An entry, and whose what it leads to is. */
    private record Listed(
            ProcfsEntry entry,
            CodeLocation operations,
            CodeLocation inodeOperations,
            CodeLocation content,
            CodeLocation write) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text(
                        "path",
                        "from /proc; of a network namespace, what it has as /proc/PID/net",
                        e -> e.entry.path())
                .text("type", "reg, dir or link", e -> e.entry.type().label())
                .text("mode", "type and permissions, octal", e -> "0%o".formatted(e.entry.mode()))
                .text(
                        "symbol",
                        "symbol of its operations: a proc_ops, of a directory file_operations",
                        e -> e.operations.symbol())
                .text(
                        "owner",
                        "whose they are: kernel, a module's name, unknown; empty for none",
                        e -> e.operations.owner())
                .text(
                        "content",
                        "symbol of what makes its text: seq_operations or a function",
                        e -> e.content.describe())
                .text("contentOwner", "whose that is; empty for none", e -> e.content.owner())
                .more()
                .number(
                        "netns",
                        "network namespace whose tree has it; null for all's",
                        e -> e.entry.namespace() == 0 ? null : e.entry.namespace())
                .hexOrNone("handler", "its operations", e -> e.operations.gva())
                .hexOrNone("inodeOperations", "its inode_operations", e -> e.inodeOperations.gva())
                .text("inodeSymbol", "symbol of those", e -> e.inodeOperations.symbol())
                .text("inodeOwner", "whose they are", e -> e.inodeOperations.owner())
                .hexOrNone("contentAddress", "what makes its text", e -> e.content.gva())
                .hexOrNone("write", "function that takes what is written", e -> e.write.gva())
                .text("writeSymbol", "symbol of that", e -> e.write.symbol())
                .text("writeOwner", "whose that is", e -> e.write.owner())
                .hexOrNone("data", "what these are called with", e -> e.entry.dataGva())
                .number("uid", "owner of the file", e -> e.entry.uid())
                .number("gid", "group of the file", e -> e.entry.gid())
                .number("size", "in bytes, as ls shows it", e -> e.entry.size())
                .number("inode", "inode number", e -> e.entry.number())
                .hex("entry", "its proc_dir_entry", e -> e.entry.gva())
                .table(
                        "procfs-entries",
                        "what the kernel and modules registered in /proc",
                        ProcfsEntriesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<ProcfsEntry> entries = ProcfsEntries.list(context.linux());
        for (ProcfsEntry entry : entries.items()) {
            rows.add(
                    new Listed(
                            entry,
                            owners.locate(entry.operationsGva()),
                            owners.locate(entry.inodeOperationsGva()),
                            owners.locate(entry.contentGva()),
                            owners.locate(entry.writeGva())));
        }
        entries.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
