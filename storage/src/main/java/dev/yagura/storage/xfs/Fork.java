package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/**
 * Where the content of an inode is, or its extended attributes.
 *
 * @param inode whose it is
 * @param format what is in {@code bytes}
 * @param extents how many extents the inode says there are
 * @param bytes the part of the inode that is for this fork
 */
record Fork(long inode, Format format, long extents, Structure bytes) {

    /** What a fork holds; {@code enum xfs_dinode_fmt}. */
    enum Format {
        /** The number of a device. */
        DEVICE,
        /** The content itself. */
        LOCAL,
        /** Extents. */
        EXTENTS,
        /** The root of a tree of extents. */
        BTREE;

        /** Returns what a field of an inode says. */
        static Format of(Structure inode, Field field) throws MalformedStructureException {
            int format = inode.u8(field);
            if (format >= values().length) {
                throw inode.malformed(
                        Reason.OUT_OF_RANGE,
                        field,
                        "is %d, expected 0..%d".formatted(format, values().length - 1));
            }
            return values()[format];
        }
    }
}
