package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;

/**
 * By what an item is found in its tree. All three parts are unsigned.
 *
 * @param objectId what the item belongs to, such as the number of an inode
 * @param type what the item is; one of the constants here, or another
 * @param offset depends on the type
 */
record Key(long objectId, int type, long offset) implements Comparable<Key> {
    static final int SIZE = 17;

    static final int INODE_ITEM = 1;
    static final int XATTR_ITEM = 24;
    static final int ORPHAN_ITEM = 48;
    static final int DIR_ITEM = 84;
    static final int DIR_INDEX = 96;
    static final int EXTENT_DATA = 108;
    static final int EXTENT_CSUM = 128;
    static final int ROOT_ITEM = 132;
    static final int ROOT_BACKREF = 144;
    static final int ROOT_REF = 156;
    static final int CHUNK_ITEM = 228;

    static final long FS_TREE = 5;
    static final long ROOT_TREE = 1;
    static final long CHUNK_TREE = 3;
    static final long CSUM_TREE = 7;
    static final long FIRST_FREE = 256;
    static final long LAST_FREE = -256;
    static final long ORPHANS = -5;
    static final long CHECKSUMS = -10;

    /** Reads a key from a place in a structure. */
    static Key read(Structure structure, long at) throws MalformedStructureException {
        return new Key(
                structure.u64(new Field("key.objectid", at, 8)),
                structure.u8(new Field("key.type", at + 8, 1)),
                structure.u64(new Field("key.offset", at + 9, 8)));
    }

    /** Returns whether a tree of this number holds files. */
    static boolean isSubvolume(long tree) {
        return tree == FS_TREE
                || (Long.compareUnsigned(tree, FIRST_FREE) >= 0
                        && Long.compareUnsigned(tree, LAST_FREE) <= 0);
    }

    /** Returns whether this is an item of a type that belongs to an object. */
    boolean is(long object, int itemType) {
        return objectId == object && type == itemType;
    }

    @Override
    public int compareTo(Key other) {
        int order = Long.compareUnsigned(objectId, other.objectId);
        if (order == 0) {
            order = Integer.compare(type, other.type);
        }
        return order != 0 ? order : Long.compareUnsigned(offset, other.offset);
    }

    @Override
    public String toString() {
        return "("
                + Long.toUnsignedString(objectId)
                + " "
                + type
                + " "
                + Long.toUnsignedString(offset)
                + ")";
    }
}
