package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.FunctionTracer;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Who has functions of the kernel traced. */
final class FtraceTable {
    private FtraceTable() {}

    /** A tracer and what names its addresses. */
    private record Listed(FunctionTracer tracer, Owners owners, CodeLocation handler) {
        @Override
        public String toString() {
            return "ftrace_ops at 0x%x".formatted(tracer.gva());
        }
    }

    static GuestTable table() {
        return Columns.<Listed>of()
                .hex("handler", "its callback", t -> t.handler.gva())
                .text("symbol", "symbol at or before the callback", t -> t.handler.symbol())
                .text("owner", "kernel, a module's name, or unknown", t -> t.handler.owner())
                .flag("enabled", "whether it is in use", t -> t.tracer.isEnabled())
                .flag(
                        "mayRedirect",
                        "whether its callback may send functions elsewhere (IPMODIFY)",
                        t -> t.tracer.mayRedirect())
                .list(
                        "functions",
                        "what it wants traced; empty for every function",
                        t -> names(t.owners, t.tracer.filter().keySet()))
                .more()
                .list("flags", "names of FTRACE_OPS_FL bits", t -> t.tracer.flagNames())
                .list(
                        "excluded",
                        "what it does not want traced",
                        t -> names(t.owners, t.tracer.notrace().keySet()))
                .hexOrNone(
                        "trampoline", "code made for this tracer alone", t -> t.tracer.trampoline())
                .number(
                        "trampolineSize",
                        "size of that code in bytes",
                        t -> t.tracer.trampolineBytes())
                .hexOrNone(
                        "directCall",
                        "where functions are sent without a callback",
                        t -> t.tracer.directCall())
                .text(
                        "savedSymbol",
                        "symbol of the callback behind one that only filters",
                        t -> t.owners.locate(t.tracer.savedCallback()).symbol())
                .hex("ops", "its ftrace_ops", t -> t.tracer.gva())
                .table("ftrace", "tracers of functions: the list of ftrace_ops", FtraceTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Partial<FunctionTracer> tracers = new Ftrace(context.linux()).tracers();
        for (FunctionTracer tracer : tracers.items()) {
            rows.add(new Listed(tracer, owners, owners.locate(tracer.callback())));
        }
        tracers.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }

    private static List<String> names(Owners owners, Collection<Long> sites) throws IOException {
        List<String> names = new ArrayList<>();
        for (long site : sites.stream().sorted(Long::compareUnsigned).toList()) {
            names.add(owners.locate(site).describe());
        }
        return names;
    }
}
