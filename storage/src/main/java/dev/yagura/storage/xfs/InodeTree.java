package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import java.io.IOException;

/**
 * The B+tree of the inodes of a group; {@code struct xfs_inobt_rec}, {@code xfs_inobt_key}.
 *
 * <p>A child must be one level lower than its parent and must keep within the inodes that the
 * parent says it covers, so the tree has an end whatever it leads to.
 */
final class InodeTree {
    private static final long MAGIC = 0x49414233L; // IAB3
    private static final int HEADER_BYTES = 56;
    private static final int RECORD_BYTES = 16;
    private static final int KEY_BYTES = 4;
    private static final long MAX_INODES = 1L << 32;

    private static final Field AGI_ROOT = new Field("agi_root", 20, 4);
    private static final Field BB_LEVEL = new Field("bb_level", 4, 2);
    private static final Field BB_NUMRECS = new Field("bb_numrecs", 6, 2);

    /** Called with one chunk after the other. */
    @FunctionalInterface
    interface Visitor {
        /** Takes a chunk; returns whether to go on. */
        boolean visit(InodeChunk chunk) throws IOException;
    }

    private final Volume volume;
    private final AllocationGroup group;

    InodeTree(Volume volume, AllocationGroup group) {
        this.volume = volume;
        this.group = group;
    }

    /**
     * Calls {@code visitor} for each chunk until it returns false; returns whether it never did.
     */
    boolean visit(Visitor visitor) throws IOException {
        return visit(visitor, 0, MAX_INODES);
    }

    /** Returns whether an inode of the group is there and not free. */
    boolean isInUse(long inode) throws IOException {
        return !visit(
                chunk -> {
                    long index = inode - chunk.first();
                    boolean other = index < 0 || index >= InodeChunk.INODES;
                    return other || !chunk.exists((int) index) || chunk.isFree((int) index);
                },
                inode,
                inode + 1);
    }

    /** Visits the chunks that may hold inodes of {@code [from, to)}. */
    private boolean visit(Visitor visitor, long from, long to) throws IOException {
        return visit(
                new Node(group.structure(), AGI_ROOT, group.root(), group.levels() - 1),
                new Range(0, MAX_INODES),
                new Range(from, to),
                visitor);
    }

    /** Where a node is, and what says so. */
    private record Node(Structure referrer, Field field, long blockInGroup, int level) {}

    /** Numbers of inodes in the group. */
    private record Range(long start, long end) {}

    private boolean visit(Node node, Range covered, Range wanted, Visitor visitor)
            throws IOException {
        Structure block = read(node);
        int count = block.u16be(BB_NUMRECS);
        boolean leaf = node.level() == 0;
        int room = (volume.blockBytes() - HEADER_BYTES) / (leaf ? RECORD_BYTES : 2 * KEY_BYTES);
        boolean root = node.level() == group.levels() - 1;
        block.requireRange(BB_NUMRECS, count, root && leaf ? 0 : 1, room);
        return leaf
                ? records(block, count, covered, wanted, visitor)
                : children(block, node.level(), count, room, covered, wanted, visitor);
    }

    private Structure read(Node node) throws IOException {
        long block = volume.block(group.number(), node.blockInGroup());
        volume.requireBlocks(block, 1, node.referrer(), node.field());
        long offset = volume.offset(block);
        Structure structure =
                new Structure(
                        "inode tree block " + block, volume.bytes(offset, volume.blockBytes()));
        MetadataHeader.GROUP_TREE.requireMagic(structure, MAGIC);
        MetadataHeader.GROUP_TREE.verify(volume, structure, offset, group.number());
        int level = structure.u16be(BB_LEVEL);
        structure.requireRange(BB_LEVEL, level, node.level(), node.level());
        return structure;
    }

    private boolean records(
            Structure block, int count, Range covered, Range wanted, Visitor visitor)
            throws IOException {
        boolean sparse = volume.superblock().hasIncompat(Features.INCOMPAT_SPINODES);
        long free = covered.start();
        for (int i = 0; i < count; i++) {
            long at = HEADER_BYTES + (long) i * RECORD_BYTES;
            Field start = new Field("ir_startino", at, 4);
            long first = block.requireRange(start, block.u32be(start), free, covered.end() - 1);
            free = first + InodeChunk.INODES;
            if (free > wanted.start() && first < wanted.end()) {
                int holes = sparse ? block.u16be(new Field("ir_holemask", at + 4, 2)) : 0;
                long freeMask = block.u64be(new Field("ir_free", at + 8, 8));
                if (!visitor.visit(new InodeChunk(first, holes, freeMask))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean children(
            Structure block,
            int level,
            int count,
            int room,
            Range covered,
            Range wanted,
            Visitor visitor)
            throws IOException {
        long[] firsts = new long[count];
        long free = covered.start();
        for (int i = 0; i < count; i++) {
            Field key = new Field("ir_startino", HEADER_BYTES + (long) i * KEY_BYTES, 4);
            firsts[i] = block.requireRange(key, block.u32be(key), free, covered.end() - 1);
            free = firsts[i] + 1;
        }
        for (int i = 0; i < count; i++) {
            long end = i + 1 < count ? firsts[i + 1] : covered.end();
            if (end > wanted.start() && firsts[i] < wanted.end()) {
                Field pointer = new Field("bb_ptrs", HEADER_BYTES + (room + i) * 4L, 4);
                Node child = new Node(block, pointer, block.u32be(pointer), level - 1);
                if (!visit(child, new Range(firsts[i], end), wanted, visitor)) {
                    return false;
                }
            }
        }
        return true;
    }
}
