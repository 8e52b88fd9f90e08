package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.trace.Ftrace;
import dev.yagura.kernel.linux.trace.Kprobe;
import dev.yagura.kernel.linux.trace.Kprobes;
import dev.yagura.kernel.linux.trace.TracedFunction;
import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.symbols.SymbolTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Places that no table of a file has: probes, and the few that the kernel knows by name. */
public final class LiveSites {
    /** How names of static calls' trampolines and keys begin. */
    public static final String STATIC_CALLS = "__SC";

    /** How names of trampolines of static calls begin. */
    static final String TRAMPOLINE = "__SCT__";

    private static final String KEY = "__SCK__";
    private static final int NEAR_BYTES = 5;

    private LiveSites() {}

    /** Returns the places of the kernel image and those of probes. */
    public static Partial<PatchSite> of(Linux linux) throws IOException {
        Partial.Collector<PatchSite> sites = Partial.collector();
        SymbolTable symbols = linux.kernel().symbols();
        for (String name : List.of("ftrace_call", "ftrace_regs_call", "ftrace_graph_call")) {
            symbols.address(name).ifPresent(gva -> sites.add(new TracerCall(gva)));
        }
        for (Symbol symbol : symbols.sorted()) {
            if (symbol.name().startsWith(TRAMPOLINE)) {
                OptionalLong key = keyOf(symbols, symbol.name());
                if (key.isPresent()) {
                    sites.add(new StaticCall(symbol.gva(), NEAR_BYTES, key.getAsLong(), true));
                }
            } else if (symbol.name().startsWith("bpf_dispatcher_")
                    && symbol.name().endsWith("_func")) {
                sites.add(new DispatcherSite(symbol.gva()));
            }
        }
        if (symbols.address("kprobe_table").isPresent()) {
            Partial<Kprobe> probes = new Kprobes(linux).list();
            probes.items().forEach(probe -> sites.add(new ProbeSite(probe.address())));
            probes.missing().forEach(gap -> sites.missing(gap.what(), gap.why()));
        }
        return sites.done();
    }

    /**
     * Returns the trampolines of static calls that a module has itself, which no table lists.
     *
     * @param own addresses of the module's symbols that begin with {@link #STATIC_CALLS}, by name
     */
    public static List<PatchSite> trampolines(Map<String, Long> own) {
        List<PatchSite> sites = new ArrayList<>();
        own.forEach((name, gva) -> {
            if (name.startsWith(TRAMPOLINE)) {
                Long key = own.get(KEY + name.substring(TRAMPOLINE.length()));
                if (key != null) {
                    sites.add(new StaticCall(gva, NEAR_BYTES, key, true));
                }
            }
        });
        return sites;
    }

    /**
     * Returns the places of functions that can be traced, by the kernel's own records; none in
     * kernels without a function tracer.
     */
    public static Partial<PatchSite> traced(Linux linux) throws IOException {
        Partial.Collector<PatchSite> sites = Partial.collector();
        if (linux.kernel().symbols().address("ftrace_pages_start").isPresent()) {
            Partial<TracedFunction> functions = new Ftrace(linux).prepared();
            functions.items().forEach(function -> sites.add(new TracerSite(function.site())));
            functions.missing().forEach(gap -> sites.missing(gap.what(), gap.why()));
        }
        return sites.done();
    }

    /** Returns the address of the key that goes with a trampoline. */
    static OptionalLong keyOf(SymbolTable symbols, String trampoline) {
        return symbols.address(KEY + trampoline.substring(TRAMPOLINE.length()));
    }
}
