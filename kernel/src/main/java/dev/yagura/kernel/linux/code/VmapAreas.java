package dev.yagura.kernel.linux.code;

import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.OptionalLong;

/** The ranges that the kernel has given away outside its direct map; {@code mm/vmalloc.c}. */
public final class VmapAreas {
    /** {@code vmap_init_nodes} makes 128 at most. */
    private static final long MAX_NODES = 4096;

    private final Linux linux;
    private final StructViews views;

    private VmapAreas(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    @KernelStruct("vmap_area")
    interface Area extends StructView {
        @KernelField("va_start")
        long start();

        @KernelField("va_end")
        long end();

        @KernelField("vm")
        long vmGva();
    }

    @KernelStruct("vm_struct")
    interface Given extends StructView {
        long caller();
    }

    /**
     * Returns the ranges in use.
     *
     * @throws IOException if this kernel's ranges cannot be read at all, or the memory source fails
     */
    public static Partial<VmapArea> list(Linux linux) throws IOException {
        return new VmapAreas(linux).read();
    }

    private Partial<VmapArea> read() throws IOException {
        Partial.Collector<VmapArea> found = Partial.collector();
        OptionalLong list = views.kernel().symbols().address("vmap_area_list");
        if (list.isPresent()) {
            read(list.getAsLong(), found);
            return found.done();
        }
        long nodes = views.kernel().memory().u64(Symbols.require(views.kernel(), "vmap_nodes"));
        long count = views.kernel().memory().u32(Symbols.require(views.kernel(), "nr_vmap_nodes"));
        if (count > MAX_NODES) {
            found.missing(
                    "vmap_nodes", "%d of them, expected %d at most".formatted(count, MAX_NODES));
            return found.done();
        }
        long size = views.sizeOf("vmap_node");
        long head = views.offsetOf("vmap_node", "busy.head");
        for (long i = 0; i < count; i++) {
            read(nodes + i * size + head, found);
        }
        return found.done();
    }

    private void read(long headGva, Partial.Collector<VmapArea> found) throws IOException {
        Walk<Area> areas = linux.walks().list(headGva, Area.class, "list");
        found.check(areas);
        for (Area area : areas.items()) {
            found.add(
                    area.toString(),
                    () ->
                            new VmapArea(
                                    area.gva(),
                                    new GvaRange(
                                            area.start(), Math.max(0, area.end() - area.start())),
                                    area.vmGva() == 0
                                            ? 0
                                            : views.at(Given.class, area.vmGva()).caller()));
        }
    }
}
