package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.control.ExpectedHandlers;
import dev.yagura.kernel.linux.control.SystemCallAbi;
import dev.yagura.kernel.linux.control.SystemCallRoute;
import dev.yagura.kernel.linux.control.SystemCalls;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** System calls and where they lead. */
final class SystemCallsTable {
    private SystemCallsTable() {}

    /** A way to a handler, with the handler's symbol. */
    private record Listed(SystemCallRoute route, CodeLocation handler, Optional<String> name) {
        @Override
        public String toString() {
            return route.place();
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .text(
                        "abi",
                        "whose numbers: x64, x32 or ia32",
                        c -> c.route.abi().name().toLowerCase(Locale.ROOT))
                .number("number", "number of the system call", c -> c.route.number())
                .text("name", "its name, null for a number that has none", c -> c.name.orElse(null))
                .hex("handler", "where it leads", c -> c.handler.gva())
                .text("symbol", "symbol at or before the handler", c -> c.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", c -> c.handler.owner())
                .text("expected", "symbol of the right handler", c -> c.route.expected().name())
                .flag("asExpected", "whether it leads there", c -> c.route.asExpected())
                .more()
                .text("place", "what sends it there", c -> c.route.place())
                .flag(
                        "used",
                        "whether calls take this way; false for tables of kernels that dispatch"
                                + " by branches",
                        c -> c.route.used())
                .hex("slot", "address of the table's slot or of the branch", c -> c.route.from())
                .table(
                        "syscalls",
                        "system calls: every way from a number to a handler",
                        SystemCallsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        ExpectedHandlers expected = ExpectedHandlers.of(context.linux().kernel().symbols());
        SystemCalls calls = SystemCalls.read(context.linux().kernel());
        for (SystemCallRoute route : calls.routes()) {
            SystemCallAbi abi = route.abi();
            CodeLocation handler = owners.locate(route.target());
            // A dispatcher answers any number; those beyond the last call show if they lead away.
            if (route.number() <= expected.last(abi)
                    || !handler.symbol().endsWith("sys_ni_syscall")) {
                rows.add(new Listed(route, handler, expected.callName(abi, route.number())));
            }
        }
        calls.gaps().forEach(rows::gap);
    }
}
