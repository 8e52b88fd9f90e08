package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.PerfEvent;
import dev.yagura.kernel.linux.trace.PerfEvents;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is counted and sampled. */
final class PerfEventsTable {
    private PerfEventsTable() {}

    /** An event, and whose the function is that is called with its samples. */
    private record Listed(PerfEvent event, CodeLocation handler) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .number("tid", "thread that is counted; null for a CPU", e -> or(e.event.pid()))
                .number("cpu", "CPU; -1 for any", e -> e.event.cpu())
                .text("pmu", "what counts: software, cpu, kprobe…", e -> e.event.pmu())
                .hex("config", "what of it", e -> e.event.config())
                .number(
                        "creator",
                        "thread that opened it; null for the kernel, and one that has ended",
                        e -> or(e.event.creator()))
                .number("state", "1 counting, 0 ready, -1 off", e -> e.event.state())
                .text(
                        "symbol",
                        "symbol of what is called with each sample",
                        e -> e.handler.symbol())
                .text("owner", "whose that is; empty for none", e -> e.handler.owner())
                .more()
                .number("type", "PERF_TYPE_, or the number of a PMU", e -> e.event.type())
                .number(
                        "samplePeriod",
                        "after how many a sample is taken; of some, a frequency",
                        e -> e.event.samplePeriod())
                .hexOrNone("handler", "what is called with each sample", e -> e.handler.gva())
                .hexOrNone("breakpoint", "what a breakpoint watches", e -> e.event.breakpointGva())
                .hexOrNone("prog", "bpf_prog run with each sample", e -> e.event.programGva())
                .hex("event", "its perf_event", e -> e.event.gva())
                .table("perf-events", "what is counted and sampled", PerfEventsTable::list);
    }

    private static @Nullable Integer or(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<PerfEvent> events = PerfEvents.list(context.linux());
        for (PerfEvent event : events.items()) {
            rows.add(new Listed(event, owners.locate(event.overflowHandler())));
        }
        events.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
