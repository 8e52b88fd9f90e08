package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Where the headers of metadata blocks say what the block is, where it is, and whose. So a block
 * that was written to the wrong place, or left behind by another file, is told from the right one.
 *
 * @param magic what kind of block it is
 * @param crc checksum of all of it
 * @param address where it is, in units of 512 bytes
 * @param lsn place in the log of what was written into it last
 * @param uuid of which filesystem it is
 * @param owner number of its inode or group
 */
record MetadataHeader(Field magic, Field crc, Field address, Field lsn, Field uuid, Field owner) {

    /** Of the B+trees of a group; {@code struct xfs_btree_block_shdr}. */
    static final MetadataHeader GROUP_TREE =
            new MetadataHeader(
                    new Field("bb_magic", 0, 4),
                    new Field("bb_crc", 52, 4),
                    new Field("bb_blkno", 16, 8),
                    new Field("bb_lsn", 24, 8),
                    new Field("bb_uuid", 32, 16),
                    new Field("bb_owner", 48, 4));

    /** Of the extents of a file; {@code struct xfs_btree_block_lhdr}. */
    static final MetadataHeader FILE_TREE =
            new MetadataHeader(
                    new Field("bb_magic", 0, 4),
                    new Field("bb_crc", 64, 4),
                    new Field("bb_blkno", 24, 8),
                    new Field("bb_lsn", 32, 8),
                    new Field("bb_uuid", 40, 16),
                    new Field("bb_owner", 56, 8));

    /** Of names in a directory; {@code struct xfs_dir3_blk_hdr}. */
    static final MetadataHeader DIRECTORY =
            new MetadataHeader(
                    new Field("magic", 0, 4),
                    new Field("crc", 4, 4),
                    new Field("blkno", 8, 8),
                    new Field("lsn", 16, 8),
                    new Field("uuid", 24, 16),
                    new Field("owner", 40, 8));

    /** Of indexes, and of extended attributes; {@code struct xfs_da3_blkinfo}. */
    static final MetadataHeader INDEX =
            new MetadataHeader(
                    new Field("magic", 8, 2),
                    new Field("crc", 12, 4),
                    new Field("blkno", 16, 8),
                    new Field("lsn", 24, 8),
                    new Field("uuid", 32, 16),
                    new Field("owner", 48, 8));

    /** Of values of extended attributes; {@code struct xfs_attr3_rmt_hdr}. */
    static final MetadataHeader REMOTE_VALUE =
            new MetadataHeader(
                    new Field("rm_magic", 0, 4),
                    new Field("rm_crc", 12, 4),
                    new Field("rm_blkno", 40, 8),
                    new Field("rm_lsn", 48, 8),
                    new Field("rm_uuid", 16, 16),
                    new Field("rm_owner", 32, 8));

    /** Of targets of symbolic links; {@code struct xfs_dsymlink_hdr}. */
    static final MetadataHeader SYMBOLIC_LINK =
            new MetadataHeader(
                    new Field("sl_magic", 0, 4),
                    new Field("sl_crc", 12, 4),
                    new Field("sl_blkno", 40, 8),
                    new Field("sl_lsn", 48, 8),
                    new Field("sl_uuid", 16, 16),
                    new Field("sl_owner", 32, 8));

    private static final int ADDRESS_UNIT = 512;

    long magic(Structure block) throws MalformedStructureException {
        return magic.size() == 2 ? block.u16be(magic) : block.u32be(magic);
    }

    /** Refuses a block of another kind. */
    void requireMagic(Structure block, long expected) throws MalformedStructureException {
        if (magic(block) != expected) {
            throw block.malformed(
                    Reason.BAD_MAGIC,
                    magic,
                    "is 0x%x, expected 0x%x".formatted(magic(block), expected));
        }
    }

    /**
     * Verifies all but the magic. What does not match is for the volume's policy to decide about,
     * as one flipped bit must not hide what is in the block.
     *
     * @param offset byte of the volume where the block was read
     * @param expectedOwner number of the inode, or of the group
     */
    void verify(Volume volume, Structure block, long offset, long expectedOwner)
            throws MalformedStructureException {
        // The kernel computes a checksum when it writes a block, and so it does not match that of
        // what the log changes; those changes are covered by the checksum of the log's record.
        if (!volume.isReplayed(offset, block.size())) {
            Checksums.verify(block, crc, volume.policy());
        }
        require(volume, block, address, block.u64be(address), offset / ADDRESS_UNIT);
        long found = owner.size() == 4 ? block.u32be(owner) : block.u64be(owner);
        require(volume, block, owner, found, expectedOwner);
        requireUuid(volume, block, uuid);
    }

    /** Has the volume's policy decide about a block that is of another filesystem. */
    static void requireUuid(Volume volume, Structure block, Field field)
            throws MalformedStructureException {
        ByteBuffer halves = ByteBuffer.wrap(block.copy(field));
        UUID found = new UUID(halves.getLong(), halves.getLong());
        UUID expected = volume.superblock().metaUuid();
        if (!found.equals(expected)) {
            volume.policy()
                    .found(
                            block.malformed(
                                    Reason.OUT_OF_RANGE,
                                    field,
                                    "is %s, expected %s".formatted(found, expected)));
        }
    }

    /** Has the volume's policy decide about a field that has another value than it must have. */
    static void require(Volume volume, Structure block, Field field, long found, long expected)
            throws MalformedStructureException {
        if (found != expected) {
            volume.policy()
                    .found(
                            block.malformed(
                                    Reason.OUT_OF_RANGE,
                                    field,
                                    "is 0x%x, expected 0x%x".formatted(found, expected)));
        }
    }
}
