package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;

/**
 * What a group says of its inodes: the third sector of it; {@code struct xfs_agi}.
 *
 * @param number of the group, from 0
 * @param root block in the group of the root of the tree of inodes
 * @param levels of that tree, at least 1
 * @param unlinked first inode, in the group, of each list of those that have no name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only in this package
record AllocationGroup(long number, Structure structure, long root, int levels, long[] unlinked) {

    /** Deepest tree; {@code XFS_BTREE_MAXLEVELS}. */
    private static final int MAX_LEVELS = 9;

    private static final long MAGIC = 0x58414749L; // XAGI
    private static final int SECTOR = 2;
    private static final int LISTS = 64;

    private static final Field AGI_MAGICNUM = new Field("agi_magicnum", 0, 4);
    private static final Field AGI_SEQNO = new Field("agi_seqno", 8, 4);
    private static final Field AGI_ROOT = new Field("agi_root", 20, 4);
    private static final Field AGI_LEVEL = new Field("agi_level", 24, 4);
    private static final long AGI_UNLINKED = 40;
    private static final Field AGI_UUID = new Field("agi_uuid", 296, 16);
    private static final Field AGI_CRC = new Field("agi_crc", 312, 4);

    /** Reads what a group that exists says. */
    static AllocationGroup read(Volume volume, long number) throws IOException {
        int sectorBytes = volume.superblock().sectorBytes();
        long offset = volume.offset(volume.block(number, 0)) + (long) SECTOR * sectorBytes;
        Structure agi =
                new Structure("inodes of group " + number, volume.bytes(offset, sectorBytes));
        if (agi.u32be(AGI_MAGICNUM) != MAGIC) {
            throw agi.malformed(
                    Reason.BAD_MAGIC,
                    AGI_MAGICNUM,
                    "is 0x%x, expected 0x%x".formatted(agi.u32be(AGI_MAGICNUM), MAGIC));
        }
        if (!volume.isReplayed(offset, sectorBytes)) {
            Checksums.verify(agi, AGI_CRC, volume.policy());
        }
        MetadataHeader.require(volume, agi, AGI_SEQNO, agi.u32be(AGI_SEQNO), number);
        MetadataHeader.requireUuid(volume, agi, AGI_UUID);
        long[] unlinked = new long[LISTS];
        for (int i = 0; i < LISTS; i++) {
            unlinked[i] = agi.u32be(new Field("agi_unlinked", AGI_UNLINKED + 4L * i, 4));
        }
        return new AllocationGroup(
                number,
                agi,
                agi.u32be(AGI_ROOT),
                (int) agi.requireRange(AGI_LEVEL, agi.u32be(AGI_LEVEL), 1, MAX_LEVELS),
                unlinked);
    }
}
