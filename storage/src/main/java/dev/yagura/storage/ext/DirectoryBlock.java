package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.SeededCrc32c;
import java.lang.foreign.MemorySegment;

/** Checksums of a directory's blocks; {@code directory.rst}. */
final class DirectoryBlock {
    private static final int TAIL_BYTES = 12;
    private static final int ENTRY_BYTES = 8;
    private static final int ROOT_COUNT_OFFSET = 32;
    private static final int NODE_COUNT_OFFSET = 8;

    private DirectoryBlock() {}

    /**
     * Verifies a block, be it a leaf, the root of a hash tree, or one of its other nodes.
     *
     * @param index block of the directory, from 0
     */
    static void verify(Volume volume, Inode inode, long index, Structure block)
            throws MalformedStructureException {
        if (!volume.superblock().checksums()) {
            return;
        }
        boolean indexed = inode.has(Inode.FLAG_INDEX);
        if (indexed && index == 0) {
            verifyNode(volume, inode, block, ROOT_COUNT_OFFSET);
        } else if (indexed && isNode(block)) {
            verifyNode(volume, inode, block, NODE_COUNT_OFFSET);
        } else {
            Field checksum = new Field("det_checksum", block.size() - 4, 4);
            int computed =
                    new SeededCrc32c(inode.checksumSeed())
                            .add(block.bytes(), 0, block.size() - TAIL_BYTES)
                            .value();
            Checksums.compare(
                    block, checksum, (int) block.u32(checksum), computed, volume.policy());
        }
    }

    /** A node looks like one unused entry that fills the block; a leaf leaves room for its tail. */
    private static boolean isNode(Structure block) throws MalformedStructureException {
        int length = block.u16(new Field("fake.rec_len", 4, 2));
        return block.u32(new Field("fake.inode", 0, 4)) == 0
                && DirectoryEntries.recordLength(length, block.size()) == block.size();
    }

    private static void verifyNode(Volume volume, Inode inode, Structure node, int countOffset)
            throws MalformedStructureException {
        Field limitField = new Field("limit", countOffset, 2);
        Field countField = new Field("count", countOffset + 2, 2);
        int limit = node.u16(limitField);
        long room = (node.size() - countOffset - ENTRY_BYTES) / ENTRY_BYTES;
        node.requireRange(limitField, limit, 1, room);
        int count = node.u16(countField);
        node.requireRange(countField, count, 0, limit);
        long tail = countOffset + (long) limit * ENTRY_BYTES;
        Field checksum = new Field("dt_checksum", tail + 4, 4);
        MemorySegment bytes = node.bytes();
        int computed =
                new SeededCrc32c(inode.checksumSeed())
                        .add(bytes, 0, countOffset + (long) count * ENTRY_BYTES)
                        .add(bytes, tail, tail + 4)
                        .zeros(4)
                        .value();
        Checksums.compare(node, checksum, (int) node.u32(checksum), computed, volume.policy());
    }
}
