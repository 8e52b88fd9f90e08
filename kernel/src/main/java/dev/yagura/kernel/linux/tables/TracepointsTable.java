package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Tracepoint;
import dev.yagura.kernel.linux.trace.Tracepoints;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Places in the kernel that can be watched. */
final class TracepointsTable {
    private TracepointsTable() {}

    /** A tracepoint, whose it is, what is called there, and what its static call leads to. */
    private record Listed(
            Tracepoint point, String owner, List<CodeLocation> probes, CodeLocation called) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .text("name", "its name, such as sched_switch", t -> t.point.name())
                .text("owner", "kernel or the module's name", Listed::owner)
                .list(
                        "probes",
                        "symbols of the functions called there; empty while nobody watches",
                        t -> t.probes.stream().map(CodeLocation::describe).toList())
                .list(
                        "owners",
                        "whose these functions are",
                        t -> t.probes.stream().map(CodeLocation::owner).toList())
                .more()
                .list(
                        "handlers",
                        "addresses of these functions",
                        t -> Columns.hex(t.probes.stream().map(CodeLocation::gva).toList()))
                .list(
                        "data",
                        "what each of them is given",
                        t ->
                                Columns.hex(
                                        t.point.probes().stream()
                                                .map(Tracepoint.Probe::data)
                                                .toList()))
                .text("called", "symbol its static call leads to", t -> t.called.describe())
                .text("calledOwner", "whose that is", t -> t.called.owner())
                .hex("tracepoint", "its struct tracepoint", t -> t.point.gva())
                .table(
                        "tracepoints",
                        "tracepoints, of modules too, and what is called there",
                        TracepointsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<Tracepoint> points = new Tracepoints(context.linux()).list();
        for (Tracepoint point : points.items()) {
            List<CodeLocation> probes = new ArrayList<>();
            for (Tracepoint.Probe probe : point.probes()) {
                probes.add(owners.locate(probe.function()));
            }
            rows.add(
                    new Listed(
                            point,
                            owners.locate(point.gva()).owner(),
                            probes,
                            owners.locate(point.called())));
        }
        points.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
