package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.CodeLocation;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.FunctionTracer;
import dev.yagura.kernel.linux.trace.TracedFunction;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Functions of the kernel that are traced. */
final class FtraceFunctionsTable {
    private FtraceFunctionsTable() {}

    /** A traced function, where it lies, and the callbacks of those who want it. */
    private record Listed(TracedFunction function, CodeLocation place, List<String> callbacks) {}

    static GuestTable table() {
        return Columns.<Listed>of()
                .hex("address", "the instruction that is patched", f -> f.function.site())
                .text("symbol", "symbol at or before it", f -> f.place.symbol())
                .text("owner", "kernel, a module's name, or unknown", f -> f.place.owner())
                .flag("enabled", "whether it is patched now", f -> f.function.isEnabled())
                .number("tracers", "how many tracers want it", f -> f.function.tracers())
                .text(
                        "flags",
                        "E enabled, R registers, T own trampoline, I may be redirected, X disabled,"
                                + " D direct call, O one tracer's, H was traced, M was redirected",
                        f -> f.function.letters())
                .list("callbacks", "callbacks of the tracers that want it", Listed::callbacks)
                .more()
                .hex("record", "its dyn_ftrace", f -> f.function.gva())
                .table(
                        "ftrace-functions",
                        "traced functions, as in tracefs's enabled_functions",
                        FtraceFunctionsTable::list);
    }

    private static void list(TableContext context, RowSink<Listed> rows) throws IOException {
        Owners owners = context.linux().owners();
        Ftrace ftrace = new Ftrace(context.linux());
        Partial<FunctionTracer> tracers = ftrace.tracers();
        Partial<TracedFunction> functions = ftrace.functions();
        for (TracedFunction function : functions.items()) {
            List<String> callbacks = new ArrayList<>();
            for (FunctionTracer tracer : tracers.items()) {
                if (tracer.wants(function.site())) {
                    callbacks.add(owners.locate(tracer.callback()).describe());
                }
            }
            rows.add(new Listed(function, owners.locate(function.site()), callbacks));
        }
        tracers.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
        functions.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
