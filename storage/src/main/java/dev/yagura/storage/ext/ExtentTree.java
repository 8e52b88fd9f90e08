package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a file by extents; {@code ifork.rst}, "Extent Tree".
 *
 * <p>A child must be one level lower than its parent and must keep within the blocks that the
 * parent says it covers, so no tree is deeper than {@link #MAX_DEPTH}, leads in a circle or
 * overlaps.
 */
final class ExtentTree implements BlockMapping {
    /** Deepest tree; {@code EXT4_MAX_EXTENT_DEPTH}. */
    private static final int MAX_DEPTH = 5;

    private static final long MAX_BLOCKS = 1L << 32;

    private static final Field EI_LEAF = new Field("ei_leaf", 4, 4);
    private static final Field EH_DEPTH = new Field("eh_depth", 6, 2);

    private final Volume volume;
    private final Inode inode;
    // Racing readers at worst look a leaf up twice.
    private volatile @Nullable ExtentNode lastLeaf;

    ExtentTree(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
    }

    @Override
    public Run find(long logical) throws IOException {
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
                return new Run(
                        node.unwritten(index) ? Run.HOLE : node.physical(index) + within, count);
            }
        }
        long next = index + 1 < node.entries() ? node.first(index + 1) : node.end();
        return new Run(Run.HOLE, next - logical);
    }

    private ExtentNode leaf(long logical) throws IOException {
        Structure root = inode.block();
        int depth = root.u16(EH_DEPTH);
        root.requireRange(EH_DEPTH, depth, 0, MAX_DEPTH);
        ExtentNode node = ExtentNode.parse(volume, root, depth, 0, MAX_BLOCKS);
        while (depth > 0) {
            int index = Math.max(node.indexOf(logical), 0);
            if (node.entries() == 0) {
                throw root.malformed(
                        Reason.OUT_OF_RANGE, EH_DEPTH, "is %d, expected children".formatted(depth));
            }
            depth--;
            long block = node.physical(index);
            Structure child =
                    new Structure(
                            root.name() + " extent block " + block,
                            volume.block(block, node.structure(), EI_LEAF));
            ExtentNode.verify(volume, inode, child);
            long end = index + 1 < node.entries() ? node.first(index + 1) : node.end();
            long start = index == 0 ? node.start() : node.first(index);
            node = ExtentNode.parse(volume, child, depth, start, end);
        }
        return node;
    }
}
