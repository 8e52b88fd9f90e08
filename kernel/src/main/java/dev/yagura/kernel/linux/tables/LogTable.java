package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.KernelLog;
import dev.yagura.kernel.linux.system.LogRecord;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The kernel's log. */
final class LogTable {
    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug");

    private LogTable() {}

    static GuestTable table() {
        return Columns.<LogRecord>of()
                .text("time", "seconds since boot, as dmesg prints them", LogTable::time)
                .text("level", "emerg to debug, as syslog has it", r -> LEVELS.get(r.level()))
                .text("text", "what was logged; may have several lines", LogRecord::text)
                .more()
                .number("sequence", "its number since boot, from 0", r -> r.sequence())
                .number("nanoseconds", "since boot", r -> r.nanoseconds())
                .number("facility", "syslog's, 0 for the kernel", r -> r.facility())
                .text("caller", "T and a thread's number, or C and a CPU's", LogRecord::caller)
                .text("subsystem", "of the device it is about", LogRecord::subsystem)
                .text("device", "that it is about", LogRecord::device)
                .table("log", "the kernel's log, as dmesg prints it", LogTable::list);
    }

    private static String time(LogRecord entry) {
        return String.format(
                Locale.ROOT,
                "%d.%06d",
                entry.nanoseconds() / 1_000_000_000,
                entry.nanoseconds() % 1_000_000_000 / 1000);
    }

    private static void list(TableContext context, RowSink<LogRecord> rows) throws IOException {
        Partial<LogRecord> records = new KernelLog(context.linux()).read();
        for (LogRecord entry : records.items()) {
            rows.add(entry);
        }
        records.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
