package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.Optional;

/**
 * One node of a tree: items in a leaf, and else which child covers what. Keys ascend, and items do
 * not overlap.
 */
final class Node {
    /** Levels of a tree: {@code BTRFS_MAX_LEVEL}. */
    static final int MAX_LEVELS = 8;

    private static final int HEADER_BYTES = 101;
    private static final int ITEM_BYTES = 25;
    private static final int POINTER_BYTES = 33;

    private static final Field FSID = new Field("fsid", 0x20, 16);
    private static final Field BYTENR = new Field("bytenr", 0x30, 8);
    private static final Field GENERATION = new Field("generation", 0x50, 8);
    private static final Field OWNER = new Field("owner", 0x58, 8);
    private static final Field NRITEMS = new Field("nritems", 0x60, 4);
    private static final Field LEVEL = new Field("level", 0x64, 1);

    private final Structure raw;
    private final int level;
    private final Key[] keys;
    private final long[] offsets; // of a leaf's item in the node; of a child on the volume
    private final long[] sizes; // of a leaf's item; of a child its generation

    private Node(Structure raw, int level, int count) {
        this.raw = raw;
        this.level = level;
        this.keys = new Key[count];
        this.offsets = new long[count];
        this.sizes = new long[count];
    }

    /** Parses a node; what its checksum says is known already. */
    static Node parse(Superblock sb, Structure raw, long logical)
            throws MalformedStructureException {
        if (!Superblock.uuid(raw, FSID).equals(sb.metadataFsid())) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    FSID,
                    "is %s, expected %s".formatted(Superblock.uuid(raw, FSID), sb.metadataFsid()));
        }
        if (raw.u64(BYTENR) != logical) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    BYTENR,
                    "is 0x%x, expected 0x%x".formatted(raw.u64(BYTENR), logical));
        }
        int level = raw.u8(LEVEL);
        raw.requireRange(LEVEL, level, 0, MAX_LEVELS - 1);
        int entryBytes = level == 0 ? ITEM_BYTES : POINTER_BYTES;
        long room = (raw.size() - HEADER_BYTES) / entryBytes;
        Node node = new Node(raw, level, (int) raw.u32InRange(NRITEMS, 0, room));
        for (int i = 0; i < node.count(); i++) {
            node.parseEntry(i, HEADER_BYTES + (long) i * entryBytes);
        }
        return node;
    }

    private void parseEntry(int index, long at) throws MalformedStructureException {
        Key key = Key.read(raw, at);
        if (index > 0 && key.compareTo(keys[index - 1]) <= 0) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    new Field("key", at, Key.SIZE),
                    "is %s, expected one above %s".formatted(key, keys[index - 1]));
        }
        keys[index] = key;
        if (level > 0) {
            offsets[index] = raw.u64(new Field("blockptr", at + Key.SIZE, 8));
            sizes[index] = raw.u64(new Field("generation", at + Key.SIZE + 8, 8));
            return;
        }
        // Items lie from the end of the node towards its start.
        Field offset = new Field("item.offset", at + Key.SIZE, 4);
        Field size = new Field("item.size", at + Key.SIZE + 4, 4);
        long end = index == 0 ? raw.size() : offsets[index - 1];
        long start = HEADER_BYTES + raw.u32(offset);
        long free = HEADER_BYTES + (long) count() * ITEM_BYTES;
        offsets[index] = raw.requireRange(offset, start, free, end);
        sizes[index] = raw.requireRange(size, raw.u32(size), 0, end - start);
    }

    /**
     * Refuses the node if it is not what led to it: so no way through a tree is longer than its
     * levels, or comes by the same key twice.
     */
    void require(NodePointer pointer) throws MalformedStructureException {
        raw.requireRange(LEVEL, level, pointer.level(), pointer.level());
        if (raw.u64(GENERATION) != pointer.generation()) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    GENERATION,
                    "is %d, expected %d".formatted(raw.u64(GENERATION), pointer.generation()));
        }
        long owner = raw.u64(OWNER);
        // Snapshots share nodes, which keep the subvolume that wrote them as owner.
        boolean fits =
                Key.isSubvolume(pointer.tree()) ? Key.isSubvolume(owner) : owner == pointer.tree();
        if (!fits) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    OWNER,
                    "is %s, expected %s"
                            .formatted(
                                    Long.toUnsignedString(owner),
                                    Long.toUnsignedString(pointer.tree())));
        }
        Field field = new Field("key", HEADER_BYTES, Key.SIZE);
        if (pointer.first().isPresent()
                && (count() == 0 || !keys[0].equals(pointer.first().get()))) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "is %s, expected %s"
                            .formatted(count() == 0 ? "none" : keys[0], pointer.first().get()));
        }
        if (pointer.limit().isPresent()
                && keys[count() - 1].compareTo(pointer.limit().get()) >= 0) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "of the last is %s, expected one below %s"
                            .formatted(keys[count() - 1], pointer.limit().get()));
        }
    }

    boolean isLeaf() {
        return level == 0;
    }

    int count() {
        return keys.length;
    }

    /** Returns the last entry at or before a key, or -1. */
    int floor(Key key) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle].compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Returns an item of a leaf. */
    Item item(int index) {
        return new Item(
                keys[index],
                new Structure(
                        raw.name() + " item " + keys[index],
                        raw.bytes().asSlice(offsets[index], sizes[index])));
    }

    /** Returns where a child is and what it must be. */
    NodePointer child(int index, NodePointer self) {
        return new NodePointer(
                offsets[index],
                sizes[index],
                level - 1,
                self.tree(),
                Optional.of(keys[index]),
                index + 1 < count() ? Optional.of(keys[index + 1]) : self.limit());
    }
}
