package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.SeededCrc32c;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One node of an extent tree: extents in a leaf, and else which child covers what.
 *
 * @param structure where it was read
 * @param start first block of the file that this node may speak of
 * @param end block of the file before which it must stop
 * @param firsts first block of the file of each entry, ascending
 * @param lengths {@code ee_len} as it is stored; of a child, 0
 * @param physicals block of the volume where each entry leads
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only in this package
record ExtentNode(
        Structure structure, long start, long end, long[] firsts, int[] lengths, long[] physicals) {

    private static final int MAGIC = 0xF30A;
    private static final int HEADER_BYTES = 12;
    private static final int ENTRY_BYTES = 12;

    /** {@code ee_len} above this: never written, and so much longer than it says. */
    private static final int MAX_WRITTEN = 32768;

    private static final Field EH_MAGIC = new Field("eh_magic", 0, 2);
    private static final Field EH_ENTRIES = new Field("eh_entries", 2, 2);
    private static final Field EH_MAX = new Field("eh_max", 4, 2);
    private static final Field EH_DEPTH = new Field("eh_depth", 6, 2);

    /** Reads a node, of which the level and the blocks it may cover are known from its parent. */
    static ExtentNode parse(Volume volume, Structure node, int depth, long start, long end)
            throws MalformedStructureException {
        int magic = node.u16(EH_MAGIC);
        if (magic != MAGIC) {
            throw node.malformed(
                    Reason.BAD_MAGIC, EH_MAGIC, "is 0x%x, expected 0xf30a".formatted(magic));
        }
        node.requireRange(EH_DEPTH, node.u16(EH_DEPTH), depth, depth);
        int room = (int) (node.size() - HEADER_BYTES) / ENTRY_BYTES;
        int max = node.u16(EH_MAX);
        node.requireRange(EH_MAX, max, 0, room);
        int entries = node.u16(EH_ENTRIES);
        node.requireRange(EH_ENTRIES, entries, 0, max);
        long[] firsts = new long[entries];
        int[] lengths = new int[entries];
        long[] physicals = new long[entries];
        long free = start;
        for (int i = 0; i < entries; i++) {
            long at = HEADER_BYTES + (long) i * ENTRY_BYTES;
            Field block = new Field(depth == 0 ? "ee_block" : "ei_block", at, 4);
            firsts[i] = node.requireRange(block, node.u32(block), free, end - 1);
            if (depth == 0) {
                Field length = new Field("ee_len", at + 4, 2);
                lengths[i] = node.u16(length);
                long count = blocks(lengths[i]);
                node.requireRange(length, count, 1, end - firsts[i]);
                physicals[i] =
                        (long) node.u16(new Field("ee_start_hi", at + 6, 2)) << 32
                                | node.u32(new Field("ee_start_lo", at + 8, 4));
                volume.requireBlocks(physicals[i], count, node, new Field("ee_start", at + 8, 4));
                free = firsts[i] + count;
            } else {
                physicals[i] =
                        node.u32(new Field("ei_leaf_lo", at + 4, 4))
                                | (long) node.u16(new Field("ei_leaf_hi", at + 8, 2)) << 32;
                free = firsts[i] + 1;
            }
        }
        return new ExtentNode(node, start, end, firsts, lengths, physicals);
    }

    /** Verifies the checksum behind the entries of a node that has a block of its own. */
    static void verify(Volume volume, Inode inode, Structure node)
            throws MalformedStructureException {
        if (volume.superblock().checksums()) {
            MemorySegment bytes = node.bytes();
            int max = node.u16(EH_MAX);
            Field checksum = new Field("et_checksum", HEADER_BYTES + (long) max * ENTRY_BYTES, 4);
            int stored = (int) node.u32(checksum);
            int computed =
                    new SeededCrc32c(inode.checksumSeed()).add(bytes, 0, checksum.offset()).value();
            Checksums.compare(node, checksum, stored, computed, volume.policy());
        }
    }

    int entries() {
        return firsts.length;
    }

    long first(int index) {
        return firsts[index];
    }

    long count(int index) {
        return blocks(lengths[index]);
    }

    boolean unwritten(int index) {
        return lengths[index] > MAX_WRITTEN;
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

    private static long blocks(int length) {
        return length > MAX_WRITTEN ? length - MAX_WRITTEN : length;
    }
}
