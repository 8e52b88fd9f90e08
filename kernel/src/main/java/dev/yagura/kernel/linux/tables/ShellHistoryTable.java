package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.shell.ShellCommand;
import dev.yagura.kernel.linux.shell.ShellHistories;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Commands in the memory of shells. */
final class ShellHistoryTable {
    private ShellHistoryTable() {}

    static GuestTable table() {
        return Columns.<ShellCommand>of()
                .number("pid", "number of the shell", c -> c.shell().tgid())
                .text("comm", "its name", c -> c.shell().displayName())
                .number("uid", "its user", c -> c.shell().uid())
                .text("time", "when it was given; UTC", c -> c.time().toString())
                .text("command", "as it was typed, 4096 bytes at most", ShellCommand::command)
                .more()
                .hex("entry", "its HIST_ENTRY in the shell's memory", ShellCommand::gva)
                .hexOrNone("slot", "where the history points to it", ShellCommand::slotGva)
                .hex("task", "the shell's task_struct", c -> c.shell().gva())
                .table(
                        "shell-history",
                        "commands in the memory of bash, written to a file or not",
                        ShellHistoryTable::list);
    }

    private static void list(TableContext context, RowSink<ShellCommand> rows) throws IOException {
        ShellHistories histories = ShellHistories.of(context.linux());
        for (Task process : context.linux().tasks().processes()) {
            if (!context.wants(process.tgid())) {
                continue;
            }
            Partial.Collector<ShellCommand> found = Partial.collector();
            found.part(
                    "program of process %d".formatted(process.pid()),
                    () -> {
                        if (histories.isShell(process)) {
                            Partial<ShellCommand> read = histories.of(process);
                            read.items().forEach(found::add);
                            read.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
                        }
                    });
            for (ShellCommand command : found.done().items()) {
                rows.add(command);
            }
            found.done().missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
        }
    }
}
