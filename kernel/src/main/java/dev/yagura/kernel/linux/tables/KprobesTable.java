package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Probes at instructions of the kernel. */
final class KprobesTable {
    private KprobesTable() {}

    /** A probe, where it sits, and its handlers. */
    private record Listed(
            Kprobe probe, CodeLocation place, CodeLocation before, CodeLocation after) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .hex("address", "the probed instruction", k -> k.place.gva())
                .text("symbol", "symbol at or before it", k -> k.place.symbol())
                .text("owner", "whose the instruction is", k -> k.place.owner())
                .text(
                        "kind",
                        "kprobe, or kretprobe for one at a function's return",
                        k -> k.probe.atReturn() ? "kretprobe" : "kprobe")
                .list(
                        "flags",
                        "gone, disabled, optimized, ftrace, on_func_entry",
                        k -> k.probe.flagNames())
                .text("handler", "symbol of what runs before it", k -> k.before.describe())
                .text("handlerOwner", "whose that is, empty for none", k -> k.before.owner())
                .more()
                .hexOrNone("preHandler", "what runs before it", k -> k.before.gva())
                .hexOrNone("postHandler", "what runs after it", k -> k.after.gva())
                .text("postSymbol", "symbol of what runs after it", k -> k.after.symbol())
                .text("postOwner", "whose that is, empty for none", k -> k.after.owner())
                .number("missed", "how often it could not run", k -> k.probe.missed())
                .hexOrNone(
                        "aggregate",
                        "the probe that stands for several at this address",
                        k -> k.probe.aggregateGva())
                .hex("kprobe", "its struct kprobe", k -> k.probe.gva())
                .table("kprobes", "kprobes, as in debugfs's kprobes/list", KprobesTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Kprobe> probes = new Kprobes(context.linux()).list();
        for (Kprobe probe : probes.items()) {
            rows.add(
                    new Listed(
                            probe,
                            owners.locate(probe.address()),
                            owners.locate(probe.preHandler()),
                            owners.locate(probe.postHandler())));
        }
        probes.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
