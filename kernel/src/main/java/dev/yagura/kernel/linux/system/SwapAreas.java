package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Lists the swap areas, as {@code /proc/swaps} does; {@code mm/swapfile.c}. */
public final class SwapAreas {
    /** {@code 1 << MAX_SWAPFILES_SHIFT}, include/linux/swap.h; a few are not for areas. */
    private static final int MAX_AREAS = 32;

    /** {@code SWP_USED}: the area is switched on. */
    private static final long USED = 1;

    /** Above are marks, since 6.13: {@code SWAP_USAGE_OFFLIST_BIT}. */
    private static final long USAGE_MASK = (1 << 30) - 1;

    private static final int TYPE_MASK = 0xF000;
    private static final int BLOCK_DEVICE = 0x6000;

    private SwapAreas() {}

    @KernelStruct("swap_info_struct")
    interface Area extends StructView {
        long flags();

        int prio();

        @KernelField("pages")
        int pages();

        /** Returns the pages in use; since 6.13, when that became a counter, with marks above. */
        @KernelField({"inuse_pages.counter", "inuse_pages"})
        long used();

        @KernelField("swap_file")
        long fileGva();

        @KernelField("swap_file->f_inode->i_mode")
        OptionalInt mode() throws IOException;
    }

    /**
     * Returns the areas in use.
     *
     * @throws IOException if this kernel's swap areas cannot be read, or the memory source fails
     */
    public static Partial<SwapArea> list(Linux linux) throws IOException {
        OptionalLong table = linux.kernel().symbols().address("swap_info");
        Partial.Collector<SwapArea> found = Partial.collector();
        if (table.isEmpty()) {
            return found.done(); // a kernel without swap
        }
        long count = linux.kernel().memory().u32(Symbols.require(linux.kernel(), "nr_swapfiles"));
        if (count > MAX_AREAS) {
            found.missing("nr_swapfiles", "is %d, expected %d at most".formatted(count, MAX_AREAS));
        }
        for (int i = 0; i < Math.min(count, MAX_AREAS); i++) {
            int number = i;
            Partial.Collector<Area> area = Partial.collector();
            area.add(
                    "swap area " + number,
                    () -> {
                        long slot = table.getAsLong() + (long) number * Long.BYTES;
                        return linux.views().at(Area.class, linux.kernel().memory().u64(slot));
                    });
            Partial<Area> read = area.done();
            read.missing().forEach(loss -> found.missing(loss.what(), loss.why()));
            for (Area one : read.items()) {
                if ((one.flags() & USED) != 0 && one.fileGva() != 0) {
                    found.add("swap area " + number, () -> area(linux, number, one));
                }
            }
        }
        return found.done();
    }

    private static SwapArea area(Linux linux, int number, Area area) throws IOException {
        boolean marked = linux.views().has("swap_info_struct", "inuse_pages.counter");
        long used = area.used() & (marked ? USAGE_MASK : 0xFFFF_FFFFL);
        return new SwapArea(
                area.gva(),
                number,
                linux.paths().ofFile(area.fileGva()).name(),
                (area.mode().orElse(0) & TYPE_MASK) == BLOCK_DEVICE,
                area.flags(),
                area.prio(),
                Integer.toUnsignedLong(area.pages()),
                used,
                area.fileGva());
    }
}
