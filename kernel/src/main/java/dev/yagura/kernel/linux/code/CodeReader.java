package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.KernelModule;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Owner;
import dev.yagura.kernel.linux.Owners;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.code.CodeRegion.Kind;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.RangeEntry;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Collects the regions of code that the kernel keeps lists of. */
final class CodeReader {
    private static final long PAGE_BYTES = 4096;

    /** Thunks take a page for some hundred branches; a module has some thousand at most. */
    private static final int MAX_THUNK_PAGES = 4096;

    private final Linux linux;
    private final StructViews views;
    private final Partial.Collector<CodeRegion> exact = Partial.collector();
    private final Partial.Collector<CodeRegion> areas = Partial.collector();

    private CodeReader(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    static CodeReader read(Linux linux) throws IOException {
        CodeReader reader = new CodeReader(linux);
        long start = Symbols.require(linux.kernel(), "_stext");
        long end = Symbols.require(linux.kernel(), "_etext");
        reader.exact(Kind.KERNEL, "kernel", start, end - start);
        reader.modules();
        reader.unlessBroken("BPF programs", reader::bpf);
        reader.unlessBroken("ftrace trampolines", reader::trampolines);
        reader.unlessBroken("kprobe slots", () -> reader.slots("kprobe_insn_slots"));
        reader.unlessBroken("optimized kprobes", () -> reader.slots("kprobe_optinsn_slots"));
        reader.unlessBroken("real-mode trampoline", reader::realMode);
        reader.unlessBroken("pages reserved for code", reader::reserve);
        reader.unlessBroken("hypercall page", reader::hypercall);
        reader.unlessBroken("vmap areas", reader::given);
        return reader;
    }

    /** Returns regions with their exact bounds. */
    Partial<CodeRegion> exact() {
        return exact.done();
    }

    /** Returns areas that were given to someone who keeps code in them. */
    Partial<CodeRegion> areas() {
        return areas.done();
    }

    List<Partial.Missing> missing() {
        List<Partial.Missing> missing = new ArrayList<>(exact.done().missing());
        missing.addAll(areas.done().missing());
        return missing;
    }

    private interface Part {
        void read() throws IOException;
    }

    private void unlessBroken(String what, Part part) throws IOException {
        try {
            part.read();
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            exact.missing(what, String.valueOf(e.getMessage()));
        }
    }

    private void exact(Kind kind, String name, long start, long lengthBytes) {
        exact.add(new CodeRegion(new GvaRange(start, Math.max(0, lengthBytes)), kind, name));
    }

    private <T extends StructView> List<T> list(OptionalLong head, Class<T> type, String member)
            throws IOException {
        if (head.isEmpty()) {
            return List.of();
        }
        Walk<T> walk = linux.walks().list(head.getAsLong(), type, member);
        exact.check(walk);
        return walk.items();
    }

    private OptionalLong symbol(String name) {
        return views.kernel().symbols().address(name);
    }

    private void modules() throws IOException {
        boolean thunks = views.has("module", "arch.its_pages");
        for (KernelModule module : linux.modules().list()) {
            unlessBroken("text of module " + module.name(), () -> text(module));
            if (thunks) {
                CodeStructs.Thunks of = views.at(CodeStructs.Thunks.class, module.gva());
                unlessBroken(
                        "thunks of module " + module.name(),
                        () -> pages(of.pagesGva().orElse(0), of.count().orElse(0)));
            }
        }
    }

    private void text(KernelModule module) throws IOException {
        for (GvaRange range : ModuleText.of(views, module.gva())) {
            exact(Kind.MODULE, module.name(), range.start(), range.lengthBytes());
        }
    }

    private void bpf() throws IOException {
        for (CodeStructs.BpfSymbol symbol :
                list(symbol("bpf_kallsyms"), CodeStructs.BpfSymbol.class, "lnode")) {
            exact(Kind.BPF, symbol.name(), symbol.start(), symbol.end() - symbol.start());
        }
    }

    private void trampolines() throws IOException {
        for (CodeStructs.Tracer tracer :
                list(symbol("ftrace_ops_trampoline_list"), CodeStructs.Tracer.class, "list")) {
            if (tracer.trampoline().orElse(0) != 0) {
                exact(
                        Kind.TRAMPOLINE,
                        tracer.toString(),
                        tracer.trampoline().getAsLong(),
                        tracer.trampolineSize().orElse(0));
            }
        }
    }

    private void slots(String cache) throws IOException {
        OptionalLong gva = symbol(cache);
        if (gva.isPresent()) {
            long head = gva.getAsLong() + views.offsetOf("kprobe_insn_cache", "pages");
            for (CodeStructs.Slots page :
                    list(OptionalLong.of(head), CodeStructs.Slots.class, "list")) {
                exact(Kind.PROBE, cache, page.start(), PAGE_BYTES);
            }
        }
    }

    /** The header lies at the start of what it describes, and has physical addresses. */
    private void realMode() throws IOException {
        OptionalLong pointer = symbol("real_mode_header");
        if (pointer.isPresent()) {
            long header = views.kernel().memory().u64(pointer.getAsLong());
            long offset = header - views.kernel().memory().gpaOf(header);
            CodeStructs.RealMode real = views.at(CodeStructs.RealMode.class, header);
            long start = Integer.toUnsignedLong(real.textStart());
            long end = Integer.toUnsignedLong(real.end());
            exact(Kind.REAL_MODE, "real_mode_header", start + offset, end - start);
        }
    }

    private void reserve() throws IOException {
        OptionalLong cache = symbol("execmem_cache");
        if (cache.isPresent() && views.has("execmem_cache", "free_areas")) {
            long tree = cache.getAsLong() + views.offsetOf("execmem_cache", "free_areas");
            Walk<RangeEntry> free = linux.walks().maple(tree);
            exact.check(free);
            for (RangeEntry area : free.items()) {
                exact(Kind.RESERVE, "execmem_cache", area.first(), area.last() - area.first() + 1);
            }
        }
        OptionalLong own = symbol("its_pages");
        if (own.isPresent() && views.has("its_array", "pages")) {
            long pages = own.getAsLong() + views.offsetOf("its_array", "pages");
            long count = own.getAsLong() + views.offsetOf("its_array", "num");
            pages(views.kernel().memory().u64(pages), (int) views.kernel().memory().u32(count));
        }
    }

    private void pages(long arrayGva, int count) throws IOException {
        if (Integer.compareUnsigned(count, MAX_THUNK_PAGES) > 0) {
            exact.missing(
                    "its_array at 0x%x".formatted(arrayGva),
                    "num is %s, expected %d at most"
                            .formatted(Integer.toUnsignedString(count), MAX_THUNK_PAGES));
            return;
        }
        for (int i = 0; i < count; i++) {
            long page = views.kernel().memory().u64(arrayGva + (long) i * Long.BYTES);
            exact(Kind.RESERVE, "its_array", page, PAGE_BYTES);
        }
    }

    private void hypercall() throws IOException {
        OptionalLong pointer = symbol("hv_hypercall_pg");
        long page = pointer.isEmpty() ? 0 : views.kernel().memory().u64(pointer.getAsLong());
        if (page != 0) {
            exact(Kind.HYPERCALL, "hv_hypercall_pg", page, PAGE_BYTES);
        }
    }

    /**
     * Classic BPF programs are on no list: pages that the kernel's own BPF code asked for are taken
     * to hold programs.
     */
    private void given() throws IOException {
        Owners owners = linux.owners();
        Partial<VmapArea> given = VmapAreas.list(linux);
        given.missing().forEach(loss -> areas.missing(loss.what(), loss.why()));
        for (VmapArea area : given.items()) {
            if (owners.isKernelText(area.caller())
                    && owners.of(area.caller()) instanceof Owner.Image(var nearest)
                    && nearest.symbol()
                            .name()
                            .matches("(arch_)?bpf_\\w*(jit|pack|trampoline)\\w*")) {
                areas.add(new CodeRegion(area.range(), Kind.BPF, nearest.symbol().name()));
            }
        }
    }
}
