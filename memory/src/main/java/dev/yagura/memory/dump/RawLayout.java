package dev.yagura.memory.dump;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How QEMU's PC machines lay a guest's RAM out, for raw copies of a RAM file.
 *
 * <p>A guest with much RAM has part of it above 4 GiB, below which there are devices; its RAM file
 * has no such hole. A raw file that was read through guest-physical addresses ({@code nbdcopy} of a
 * memory export, {@code pmemsave}) has the hole and is flat. The bytes cannot tell which it is; who
 * looks for a kernel in them can, by trying the {@link #candidates}.
 */
public final class RawLayout {
    private static final long GIB = 1L << 30;
    private static final long FOUR_GIB = 4 * GIB;

    /** From this size on q35 splits RAM, at 2 GiB (hw/i386/pc_q35.c, {@code pc_q35_init}). */
    private static final long Q35_SPLITS_FROM = 0xB000_0000L;

    private static final long Q35_BELOW_4_GIB = 2 * GIB;

    /** From this size on i440fx splits RAM, at 3 GiB (hw/i386/pc_piix.c, {@code pc_init1}). */
    private static final long PC_SPLITS_FROM = 0xE000_0000L;

    private static final long PC_BELOW_4_GIB = 3 * GIB;

    private RawLayout() {}

    /** Returns the layout in which file offset and guest-physical address are the same. */
    public static List<RawExtent> flat(long sizeBytes) {
        return List.of(new RawExtent(0, 0, sizeBytes));
    }

    /** Returns the layout of a q35 guest's RAM file of {@code sizeBytes}, at least 1. */
    public static List<RawExtent> q35(long sizeBytes) {
        return sizeBytes < Q35_SPLITS_FROM ? flat(sizeBytes) : split(sizeBytes, Q35_BELOW_4_GIB);
    }

    /** Returns the layout of an i440fx ("pc") guest's RAM file of {@code sizeBytes}, at least 1. */
    public static List<RawExtent> pc(long sizeBytes) {
        return sizeBytes < PC_SPLITS_FROM ? flat(sizeBytes) : split(sizeBytes, PC_BELOW_4_GIB);
    }

    /**
     * Returns the different layouts that a raw file of this size may have, flat first.
     *
     * @param sizeBytes size of the file, at least 1
     * @return layouts by name: {@code flat}, {@code q35}, {@code pc}, as far as they differ
     */
    public static SequencedMap<String, List<RawExtent>> candidates(long sizeBytes) {
        SequencedMap<String, List<RawExtent>> layouts = new LinkedHashMap<>();
        layouts.put("flat", flat(sizeBytes));
        putNew(layouts, "q35", q35(sizeBytes));
        putNew(layouts, "pc", pc(sizeBytes));
        return layouts;
    }

    private static void putNew(
            Map<String, List<RawExtent>> layouts, String name, List<RawExtent> layout) {
        if (!layouts.containsValue(layout)) {
            layouts.put(name, layout);
        }
    }

    private static List<RawExtent> split(long sizeBytes, long below) {
        return List.of(
                new RawExtent(0, 0, below), new RawExtent(FOUR_GIB, below, sizeBytes - below));
    }
}
