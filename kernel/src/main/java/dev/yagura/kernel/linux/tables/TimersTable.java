package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.Timer;
import dev.yagura.kernel.linux.system.Timers;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Functions that the kernel will call at some time. */
final class TimersTable {
    private TimersTable() {}

    /** A timer, and whose its function is. */
    private record Listed(Timer timer, CodeLocation function) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("cpu", "where it will be called", t -> t.timer.cpu())
                .text(
                        "kind",
                        "timer for one of the wheels, to a tick; hrtimer to a nanosecond",
                        t -> t.timer.kind().label())
                .text("symbol", "symbol at or before its function", t -> t.function.symbol())
                .text("owner", "kernel, a module's name, or unknown", t -> t.function.owner())
                .number(
                        "expires",
                        "in ticks, of an hrtimer in nanoseconds of its clock",
                        t -> t.timer.expires())
                .more()
                .number(
                        "clock",
                        "of an hrtimer, as in /proc/timer_list: 0 monotonic, 1 real time…; of a"
                                + " timer, which wheel",
                        t -> t.timer.base())
                .hexOrNone("handler", "its function", t -> t.function.gva())
                .hex("timer", "its timer_list or hrtimer", t -> t.timer.gva())
                .table("timers", "timers of all CPUs", TimersTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Timer> timers = Timers.list(context.linux());
        for (Timer timer : timers.items()) {
            rows.add(new Listed(timer, owners.locate(timer.function())));
        }
        timers.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
