package dev.yagura.kernel.symbols;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;

/**
 * {@code kallsyms_offsets}: a 32-bit number for each symbol, and what it counts from.
 *
 * @param at offset of the table in the region
 * @param layout tells where the tables lie and what an offset counts from
 * @param base {@code kallsyms_relative_base}; 0 where an offset counts from its own place
 */
record Offsets(int at, KallsymsLayout layout, long base) {
    private static final String STRUCTURE = "kallsyms_offsets";
    private static final String BASE = "kallsyms_relative_base";

    /** Tables before 7.0 are aligned to this, and the base is one of them. */
    private static final int ALIGNMENT = 8;

    /** The kernel image is linked into the top 2 GiB: __START_KERNEL_map, page_64_types.h. */
    private static final long TOP_2_GIB = 0xFFFF_FFFF_8000_0000L;

    /**
     * Finds the offsets that belong to a set of names.
     *
     * @param imageStart first address of the kernel image, as the page tables have it
     */
    static Offsets find(
            Region region, NamesPlace names, Markers markers, TokenIndex index, long imageStart)
            throws MalformedStructureException {
        int count = names.count();
        long baseBefore = names.countAt() - (long) ALIGNMENT;
        long offsetsBefore = baseBefore - align(4L * count, ALIGNMENT);
        if (offsetsBefore >= 0 && isKernel(region.u64((int) baseBefore))) {
            KallsymsLayout layout =
                    markers.sequences()
                            ? KallsymsLayout.OFFSETS_FIRST_WITH_SEQUENCES
                            : KallsymsLayout.OFFSETS_FIRST;
            long base = requireInImage(region.u64((int) baseBefore), baseBefore, imageStart);
            return new Offsets((int) offsetsBefore, layout, base);
        }
        int at = index.at() + TokenIndex.BYTES;
        region.require(STRUCTURE, at, 4L * count);
        long end = at + 4L * count;
        long baseAfter = end + (align(region.gva((int) end), ALIGNMENT) - region.gva((int) end));
        if (baseAfter <= region.size() - 8L && isKernel(region.u64((int) baseAfter))) {
            long base = requireInImage(region.u64((int) baseAfter), baseAfter, imageStart);
            return new Offsets(at, KallsymsLayout.NAMES_FIRST, base);
        }
        return new Offsets(at, KallsymsLayout.NAMES_FIRST_PLACE_RELATIVE, 0);
    }

    /**
     * Computes the addresses of all symbols.
     *
     * @return addresses, ascending
     * @throws MalformedStructureException if they do not ascend or do not lie in the image
     */
    long[] addresses(Region region, int count, long imageStart) throws MalformedStructureException {
        long[] addresses = new long[count];
        boolean absolutePerCpu = !layout.placeRelative() && hasNegative(region, count);
        long last = 0;
        for (int i = 0; i < count; i++) {
            int offset = region.i32(at + 4 * i);
            long gva;
            if (layout.placeRelative()) {
                gva = region.gva(at + 4 * i) + offset;
            } else if (!absolutePerCpu) {
                gva = base + (offset & 0xFFFF_FFFFL);
            } else {
                // CONFIG_KALLSYMS_ABSOLUTE_PERCPU: a plain value, or -1 minus the distance.
                gva = offset >= 0 ? offset : base - 1 - offset;
            }
            boolean plain = absolutePerCpu && offset >= 0;
            if (Long.compareUnsigned(gva, last) < 0 || (!plain && !inImage(gva, imageStart))) {
                throw malformed(
                        STRUCTURE,
                        "symbol " + i,
                        at + 4L * i,
                        gva,
                        "an address in the image, not below 0x" + Long.toHexString(last));
            }
            addresses[i] = gva;
            last = gva;
        }
        return addresses;
    }

    /** Text always has a negative offset where plain values are kept apart, and else never. */
    private boolean hasNegative(Region region, int count) {
        return region.i32(at + 4 * (count - 1)) < 0;
    }

    private static long requireInImage(long base, long at, long imageStart)
            throws MalformedStructureException {
        if (!inImage(base, imageStart)) {
            throw malformed(
                    BASE, "base", at, base, "an address from 0x" + Long.toHexString(imageStart));
        }
        return base;
    }

    private static boolean isKernel(long value) {
        return Long.compareUnsigned(value, TOP_2_GIB) >= 0 && value <= -4096 && value % 4096 == 0;
    }

    private static boolean inImage(long gva, long imageStart) {
        long distance = gva - imageStart;
        return distance >= 0 && distance < KallsymsLimits.MAX_IMAGE_BYTES;
    }

    private static long align(long value, int alignment) {
        return (value + alignment - 1) & -alignment;
    }

    private static MalformedStructureException malformed(
            String structure, String field, long at, long found, String expected) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                structure,
                field,
                at,
                "is 0x" + Long.toHexString(found) + ", expected " + expected);
    }
}
