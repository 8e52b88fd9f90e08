package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Extended attributes in blocks: leaves, and above them a tree by hash; {@code struct
 * xfs_attr3_leafblock}, {@code xfs_da3_intnode}. All leaves of the tree are read, whatever their
 * hashes are.
 */
final class AttributeBlocks {
    /** Deepest tree; {@code XFS_DA_NODE_MAXDEPTH}. */
    private static final int MAX_LEVELS = 5;

    private static final int LEAF_MAGIC = 0x3BEE;
    private static final int NODE_MAGIC = 0x3EBE;
    private static final int LEAF_HEADER_BYTES = 80;
    private static final int NODE_HEADER_BYTES = 64;
    private static final int ENTRY_BYTES = 8;
    private static final int LOCAL_BYTES = 3;
    private static final int REMOTE_BYTES = 9;

    private static final Field COUNT = new Field("count", 56, 2);
    private static final Field LEVEL = new Field("level", 58, 2);
    private static final Field DI_AFORMAT = new Field("di_aformat", 83, 1);

    private final Volume volume;
    private final Fork fork;
    private final ExtentMap extents;
    private final ExtendedAttributes attributes;
    private final Set<Long> visited = new HashSet<>();

    AttributeBlocks(Volume volume, Fork fork, ExtendedAttributes attributes)
            throws MalformedStructureException {
        this.volume = volume;
        this.fork = fork;
        this.extents = ExtentMap.of(volume, fork);
        this.attributes = attributes;
    }

    /** Reads all of them. */
    void read() throws IOException {
        if (extents.find(0).isHole()) {
            return; // the kernel, too, takes an empty fork for one without attributes
        }
        visit(fork.bytes(), DI_AFORMAT, 0, MAX_LEVELS);
    }

    private void visit(Structure referrer, Field field, long logical, int levelsLeft)
            throws IOException {
        if (!visited.add(logical)) {
            throw referrer.malformed(
                    Reason.CYCLE, field, "is %d, expected one not met before".formatted(logical));
        }
        Run run = extents.find(logical);
        if (run.isHole()) {
            throw referrer.malformed(
                    Reason.OUT_OF_RANGE, field, "is %d, expected no hole".formatted(logical));
        }
        long offset = volume.offset(run.physical());
        Structure block =
                new Structure(
                        "inode " + fork.inode() + " attribute block " + run.physical(),
                        volume.bytes(offset, volume.blockBytes()));
        boolean leaf = MetadataHeader.INDEX.magic(block) == LEAF_MAGIC;
        if (!leaf) {
            MetadataHeader.INDEX.requireMagic(block, NODE_MAGIC);
        }
        MetadataHeader.INDEX.verify(volume, block, offset, fork.inode());
        if (leaf) {
            addLeaf(block);
        } else {
            int level = block.u16be(LEVEL);
            block.requireRange(LEVEL, level, 1, levelsLeft - 1L);
            visitChildren(block, level);
        }
    }

    private void visitChildren(Structure node, int level) throws IOException {
        int count = node.u16be(COUNT);
        node.requireRange(COUNT, count, 1, (node.size() - NODE_HEADER_BYTES) / ENTRY_BYTES);
        for (int i = 0; i < count; i++) {
            Field before = new Field("before", NODE_HEADER_BYTES + (long) i * ENTRY_BYTES + 4, 4);
            visit(node, before, node.u32be(before), level);
        }
    }

    private void addLeaf(Structure leaf) throws IOException {
        int count = leaf.u16be(COUNT);
        leaf.requireRange(COUNT, count, 0, (leaf.size() - LEAF_HEADER_BYTES) / ENTRY_BYTES);
        for (int i = 0; i < count; i++) {
            long at = LEAF_HEADER_BYTES + (long) i * ENTRY_BYTES;
            int flags = leaf.u8(new Field("flags", at + 6, 1));
            int start = leaf.u16be(new Field("nameidx", at + 4, 2));
            if (ExtendedAttributes.isListed(flags)) {
                if ((flags & ExtendedAttributes.FLAG_LOCAL) != 0) {
                    addLocal(leaf, start, flags);
                } else {
                    addRemote(leaf, start, flags);
                }
            }
        }
    }

    private void addLocal(Structure leaf, int start, int flags) throws IOException {
        int valueBytes = leaf.u16be(new Field("valuelen", start, 2));
        byte[] name = name(leaf, start + LOCAL_BYTES);
        byte[] value =
                valueBytes == 0
                        ? new byte[0]
                        : leaf.copy(
                                new Field(
                                        "nameval", start + LOCAL_BYTES + name.length, valueBytes));
        attributes.add(flags, name, value);
    }

    private void addRemote(Structure leaf, int start, int flags) throws IOException {
        long block = leaf.u32be(new Field("valueblk", start, 4));
        Field length = new Field("valuelen", start + 4L, 4);
        long valueBytes =
                leaf.requireRange(length, leaf.u32be(length), 0, RemoteValue.MAX_VALUE_BYTES);
        byte[] name = name(leaf, start + REMOTE_BYTES);
        byte[] value = new RemoteValue(volume, extents, fork.inode()).read(block, (int) valueBytes);
        attributes.add(flags, name, value);
    }

    /** Returns a name; its length is in the byte before. */
    private static byte[] name(Structure leaf, int start) throws MalformedStructureException {
        Field nameLength = new Field("namelen", start - 1L, 1);
        int length = leaf.u8(nameLength);
        leaf.requireRange(nameLength, length, 1, 255);
        return leaf.copy(new Field("name", start, length));
    }
}
