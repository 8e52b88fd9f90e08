package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a fork, by a list of extents in the inode or by a tree of them.
 *
 * <p>A child must be one level lower than its parent and must keep within the blocks that the
 * parent says it covers, so no tree is deeper than {@link #MAX_LEVELS}, leads in a circle or
 * overlaps.
 */
final class ExtentMap {
    /** Deepest tree; {@code XFS_BTREE_MAXLEVELS}. */
    private static final int MAX_LEVELS = 9;

    /** One past the highest block of a file: 54 bits. */
    private static final long MAX_BLOCKS = 1L << 54;

    private static final long MAGIC = 0x424D4133L; // BMA3
    private static final int EXTENT_BYTES = 16;
    private static final int ROOT_HEADER_BYTES = 4;
    private static final int HEADER_BYTES = 72;

    private static final Field DI_NEXTENTS = new Field("di_nextents", 0, 4);
    private static final Field ROOT_LEVEL = new Field("bb_level", 0, 2);
    private static final Field ROOT_NUMRECS = new Field("bb_numrecs", 2, 2);
    private static final Field BB_LEVEL = new Field("bb_level", 4, 2);
    private static final Field BB_NUMRECS = new Field("bb_numrecs", 6, 2);
    private static final Field BB_PTRS = new Field("bb_ptrs", 0, 8);

    private final Volume volume;
    private final long inode;
    private final ExtentNode root;
    // Racing readers at worst look a leaf up twice.
    private volatile @Nullable ExtentNode lastLeaf;

    private ExtentMap(Volume volume, long inode, ExtentNode root) {
        this.volume = volume;
        this.inode = inode;
        this.root = root;
    }

    /** Parses what a fork itself says; what is below is read when it is needed. */
    static ExtentMap of(Volume volume, Fork fork) throws MalformedStructureException {
        Structure bytes = fork.bytes();
        return switch (fork.format()) {
            case EXTENTS -> {
                long room = bytes.size() / EXTENT_BYTES;
                int count = (int) bytes.requireRange(DI_NEXTENTS, fork.extents(), 0, room);
                ExtentNode list = ExtentNode.leaf(volume, bytes, 0, count, 0, MAX_BLOCKS);
                yield new ExtentMap(volume, fork.inode(), list);
            }
            case BTREE -> {
                int level = bytes.u16be(ROOT_LEVEL);
                bytes.requireRange(ROOT_LEVEL, level, 1, MAX_LEVELS - 1);
                int room = (int) (bytes.size() - ROOT_HEADER_BYTES) / EXTENT_BYTES;
                int count = bytes.u16be(ROOT_NUMRECS);
                bytes.requireRange(ROOT_NUMRECS, count, 1, room);
                ExtentNode node =
                        ExtentNode.inner(
                                bytes, level, ROOT_HEADER_BYTES, room, count, 0, MAX_BLOCKS);
                yield new ExtentMap(volume, fork.inode(), node);
            }
            case LOCAL, DEVICE ->
                    throw bytes.malformed(
                            Reason.OUT_OF_RANGE,
                            DI_NEXTENTS,
                            "are in a fork of format %s, expected extents"
                                    .formatted(fork.format()));
        };
    }

    /** Returns the run that starts with a block of the file; holes end where extents start. */
    Run find(long logical) throws IOException {
        ExtentNode node = lastLeaf;
        if (node == null || !node.covers(logical)) {
            node = leaf(logical);
            lastLeaf = node;
        }
        int index = node.indexOf(logical);
        if (index >= 0) {
            long within = logical - node.first(index);
            long count = node.count(index) - within;
            if (count > 0) {
                long physical = node.physical(index);
                return new Run(physical == Run.HOLE ? Run.HOLE : physical + within, count);
            }
        }
        long next = index + 1 < node.entries() ? node.first(index + 1) : node.end();
        return new Run(Run.HOLE, next - logical);
    }

    private ExtentNode leaf(long logical) throws IOException {
        ExtentNode node = root;
        while (node.level() > 0) {
            int index = Math.max(node.indexOf(logical), 0);
            long block = node.physical(index);
            volume.requireBlocks(block, 1, node.structure(), BB_PTRS);
            long end = index + 1 < node.entries() ? node.first(index + 1) : node.end();
            long start = index == 0 ? node.start() : node.first(index);
            node = read(block, node.level() - 1, start, end);
        }
        return node;
    }

    private ExtentNode read(long block, int level, long start, long end) throws IOException {
        long offset = volume.offset(block);
        Structure structure =
                new Structure(
                        "inode " + inode + " extent block " + block,
                        volume.bytes(offset, volume.blockBytes()));
        MetadataHeader.FILE_TREE.requireMagic(structure, MAGIC);
        MetadataHeader.FILE_TREE.verify(volume, structure, offset, inode);
        structure.requireRange(BB_LEVEL, structure.u16be(BB_LEVEL), level, level);
        int room = (volume.blockBytes() - HEADER_BYTES) / EXTENT_BYTES;
        int count = structure.u16be(BB_NUMRECS);
        structure.requireRange(BB_NUMRECS, count, 1, room);
        return level == 0
                ? ExtentNode.leaf(volume, structure, HEADER_BYTES, count, start, end)
                : ExtentNode.inner(structure, level, HEADER_BYTES, room, count, start, end);
    }
}
