package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.system.WorkQueues;
import dev.yagura.kernel.symbols.SymbolTable;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import dev.yagura.memory.paging.Mapping;
import dev.yagura.memory.paging.MappingSweep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The places where a kernel has its modules; each returns addresses of {@code struct module}. */
public final class ModuleSightings {
    /** {@code MODULES_END}, arch/x86/include/asm/pgtable_64_types.h. */
    private static final long MODULES_LAST = 0xffff_ffff_feff_ffffL;

    /** A module's structure is aligned to a cache line. */
    private static final int ALIGNMENT = 64;

    private static final int PAGE_BYTES = 4096;

    /** {@code MODULE_STATE_LIVE}, include/linux/module.h. */
    private static final int STATE_LIVE = 0;

    private final Linux linux;
    private final StructViews views;

    /** Prepares to read. */
    public ModuleSightings(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    @KernelStruct("module_kobject")
    interface Shown extends StructView {
        @KernelField("mod")
        long moduleGva();
    }

    @KernelStruct("mod_tree_node")
    interface Placed extends StructView {
        @KernelField("mod")
        long moduleGva();
    }

    @KernelStruct("module")
    interface Named extends StructView {
        String name();

        int state();
    }

    /** Returns those on the list {@code modules}, the ones that are being set up too. */
    public Partial<Long> listed() throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        long link = views.offsetOf("module", "list");
        Walk<Long> list = linux.walks().list(Symbols.require(views.kernel(), "modules"));
        found.check(list);
        list.items().forEach(node -> found.add(node - link));
        return found.done();
    }

    /** Returns those in {@code /sys/module}. */
    public Partial<Long> shown() throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        long set = views.kernel().memory().u64(Symbols.require(views.kernel(), "module_kset"));
        long entry = views.offsetOf("module_kobject", "kobj") + views.offsetOf("kobject", "entry");
        Walk<Long> list = linux.walks().list(set + views.offsetOf("kset", "list"));
        found.check(list);
        for (long node : list.items()) {
            Partial.Collector<Shown> read = Partial.collector();
            read.add(
                    "module_kobject at 0x%x".formatted(node - entry),
                    () -> views.at(Shown.class, node - entry));
            Partial<Shown> of = read.done();
            of.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            of.items().stream()
                    .map(Shown::moduleGva)
                    .filter(module -> module != 0) // parts of the image have an entry as well
                    .forEach(found::add);
        }
        return found.done();
    }

    /** Returns those in the tree by which the kernel finds the module of an address. */
    public Partial<Long> placed() throws IOException {
        Partial.Collector<Long> found = Partial.collector();
        OptionalLong tree = views.kernel().symbols().address("mod_tree");
        if (tree.isEmpty()) {
            return found.done();
        }
        long root = tree.getAsLong() + views.offsetOf("mod_tree_root", "root.tree");
        long node = views.offsetOf("mod_tree_node", "node");
        Walk<Long> nodes = linux.walks().tree(root);
        found.check(nodes);
        for (long gva : nodes.items()) {
            found.add(
                    "mod_tree_node at 0x%x".formatted(gva - node),
                    () -> views.at(Placed.class, gva - node).moduleGva());
        }
        return found.done();
    }

    /**
     * Returns what looks like a module in the memory where modules lie: its entry of {@code
     * /sys/module} points back to it, and it has a name or text of its own. One that has wiped both
     * is left to those who look for code that belongs to nobody.
     */
    public Partial<Long> scanned() throws IOException {
        List<Long> pages = new ArrayList<>();
        long first = Symbols.require(views.kernel(), "_end") & -PAGE_BYTES;
        MappingSweep sweep =
                views.kernel()
                        .memory()
                        .forEachMapping(first, MODULES_LAST, page -> addPages(page, pages));
        Partial.Collector<Long> found = Partial.collector();
        if (!sweep.complete()) {
            found.missing("page tables of modules", sweep.toString());
        }
        long self = views.offsetOf("module", "mkobj.mod");
        views.kernel().memory().prefetch(pages);
        for (long page : pages) {
            Partial.Collector<byte[]> read = Partial.collector();
            read.add(
                    "page at 0x%x".formatted(page),
                    () -> views.kernel().memory().bytes(page, PAGE_BYTES));
            Partial<byte[]> bytes = read.done();
            bytes.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (byte[] content : bytes.items()) {
                scan(page, content, self, found);
            }
        }
        return found.done();
    }

    private static boolean addPages(Mapping mapping, List<Long> pages) {
        for (long at = 0; !mapping.access().executable() && at < mapping.pageSize(); at += 4096) {
            pages.add(mapping.gva() + at);
        }
        return true;
    }

    private void scan(long page, byte[] content, long self, Partial.Collector<Long> found)
            throws IOException {
        ByteBuffer words = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < PAGE_BYTES; at += Long.BYTES) {
            long module = page + at - self;
            if (words.getLong(at) == module
                    && module % ALIGNMENT == 0
                    && (!name(module).isEmpty() || hasText(module))) {
                found.add(module);
            }
        }
    }

    private boolean hasText(long module) throws IOException {
        long first = Symbols.require(views.kernel(), "_end");
        return text(module).stream()
                .map(GvaRange::start)
                .anyMatch(start ->
                        start % PAGE_BYTES == 0
                                && Long.compareUnsigned(start, first) >= 0
                                && Long.compareUnsigned(start, MODULES_LAST) < 0);
    }

    /**
     * Returns where a module's text lies; empty if it does not say so.
     *
     * @throws IOException if the memory source fails
     */
    public List<GvaRange> text(long moduleGva) throws IOException {
        try {
            return ModuleText.of(views, moduleGva);
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * Returns whether a module says that it is being loaded or removed, or is about to be: its
     * places then do not agree.
     *
     * @throws IOException if the memory source fails
     */
    public boolean isUnderWay(long moduleGva) throws IOException {
        try {
            return views.at(Named.class, moduleGva).state() != STATE_LIVE;
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Returns whether the kernel is about to give back the memory that modules needed only to
     * start: it is then listed by nobody, and executable still.
     *
     * @throws IOException if the memory source fails
     */
    public boolean isFreeingStartCode() throws IOException {
        SymbolTable symbols = views.kernel().symbols();
        OptionalLong list = symbols.address("init_free_list");
        OptionalLong function = symbols.address("do_free_init");
        if (list.isPresent() && views.kernel().memory().u64(list.getAsLong()) != 0) {
            return true;
        }
        return function.isPresent()
                && new WorkQueues(linux)
                        .works().items().stream()
                                .anyMatch(work -> work.function() == function.getAsLong());
    }

    /** Returns a module's name; empty if it is none that can be printed. */
    public String name(long moduleGva) throws IOException {
        try {
            String name = views.at(Named.class, moduleGva).name();
            return name.chars().allMatch(c -> c > ' ' && c < 0x7F) ? name : "";
        } catch (IOException e) {
            if (!GuestFaults.isGuestFault(e)) {
                throw e;
            }
            return "";
        }
    }
}
