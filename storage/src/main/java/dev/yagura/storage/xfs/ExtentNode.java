package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.Arrays;

/**
 * Extents, or one node of a tree above them.
 *
 * @param structure where it was read
 * @param level 0 for extents, else how far they are below
 * @param start first block of the file that this node may speak of
 * @param end block of the file before which it must stop
 * @param firsts first block of the file of each entry, ascending
 * @param counts length of each extent; of a child, 0
 * @param physicals block of the volume of each entry, or {@link Run#HOLE} if it was never written
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only in this package
record ExtentNode(
        Structure structure,
        int level,
        long start,
        long end,
        long[] firsts,
        long[] counts,
        long[] physicals) {

    private static final int EXTENT_BYTES = 16;
    private static final int KEY_BYTES = 8;

    /**
     * Parses extents; {@code struct xfs_bmbt_rec}.
     *
     * @param offset of the first in {@code structure}
     * @param count how many; the caller has bounded it
     */
    static ExtentNode leaf(
            Volume volume, Structure structure, int offset, int count, long start, long end)
            throws MalformedStructureException {
        long[] firsts = new long[count];
        long[] counts = new long[count];
        long[] physicals = new long[count];
        long free = start;
        for (int i = 0; i < count; i++) {
            long at = offset + (long) i * EXTENT_BYTES;
            Field l0 = new Field("l0", at, 8);
            Field l1 = new Field("l1", at + 8, 8);
            long high = structure.u64be(l0);
            long low = structure.u64be(l1);
            firsts[i] = structure.requireRange(l0, (high << 1) >>> 10, free, end - 1);
            counts[i] = structure.requireRange(l1, low & 0x1F_FFFF, 1, end - firsts[i]);
            long physical = ((high & 0x1FF) << 43) | (low >>> 21);
            volume.requireBlocks(physical, counts[i], structure, l1);
            boolean unwritten = high < 0;
            physicals[i] = unwritten ? Run.HOLE : physical;
            free = firsts[i] + counts[i];
        }
        return new ExtentNode(structure, 0, start, end, firsts, counts, physicals);
    }

    /**
     * Parses keys, and behind the room for them the blocks that they lead to.
     *
     * @param offset of the first key in {@code structure}
     * @param room how many keys there is room for
     * @param count how many there are, at least 1
     */
    static ExtentNode inner(
            Structure structure, int level, int offset, int room, int count, long start, long end)
            throws MalformedStructureException {
        long[] firsts = new long[count];
        long[] physicals = new long[count];
        long free = start;
        for (int i = 0; i < count; i++) {
            long at = offset + (long) i * KEY_BYTES;
            Field key = new Field("br_startoff", at, 8);
            firsts[i] = structure.requireRange(key, structure.u64be(key), free, end - 1);
            physicals[i] = structure.u64be(new Field("bb_ptrs", at + (long) room * KEY_BYTES, 8));
            free = firsts[i] + 1;
        }
        return new ExtentNode(structure, level, start, end, firsts, new long[count], physicals);
    }

    int entries() {
        return firsts.length;
    }

    long first(int index) {
        return firsts[index];
    }

    long count(int index) {
        return counts[index];
    }

    long physical(int index) {
        return physicals[index];
    }

    boolean covers(long logical) {
        return logical >= start && logical < end;
    }

    /** Returns the last entry that starts at or before a block of the file, or -1. */
    int indexOf(long logical) {
        int found = Arrays.binarySearch(firsts, logical);
        return found >= 0 ? found : -found - 2;
    }
}
