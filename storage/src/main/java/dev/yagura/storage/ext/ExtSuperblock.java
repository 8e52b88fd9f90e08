package dev.yagura.storage.ext;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.io.SeededCrc32c;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The superblock: 1024 bytes at byte 1024 of the volume, little-endian.
 *
 * @param blockBytes size of a block, a power of two from 1024 to 65536
 * @param blockCount blocks of the volume, at least 1
 * @param firstDataBlock block in which group 0 starts
 * @param blocksPerGroup at least 1
 * @param inodeCount highest inode number
 * @param inodesPerGroup at least 1
 * @param inodeBytes size of an inode, a power of two from 128 to a block
 * @param descriptorBytes size of a group descriptor
 * @param checksumSeed what checksums of metadata start from
 * @param journalInode inode of the journal, or 0
 * @param lastOrphan first inode of the list of orphans, or 0
 * @param orphanFileInode inode of the orphan file, or 0
 */
record ExtSuperblock(
        UUID uuid,
        String label,
        int compat,
        int incompat,
        int roCompat,
        int blockBytes,
        long blockCount,
        long firstDataBlock,
        long blocksPerGroup,
        long firstMetaGroup,
        long inodeCount,
        long inodesPerGroup,
        long firstInode,
        int inodeBytes,
        int descriptorBytes,
        int checksumSeed,
        long journalInode,
        long journalDevice,
        long lastOrphan,
        long orphanFileInode,
        long backupGroup0,
        long backupGroup1) {

    static final long VOLUME_OFFSET = 1024;
    static final int SIZE = 1024;

    private static final int MAGIC = 0xEF53;
    private static final int CRC32C_CHECKSUM = 1;
    private static final long MAX_LOG_BLOCK_SIZE = 6; // 64 KiB

    private static final Field S_INODES_COUNT = new Field("s_inodes_count", 0x0, 4);
    private static final Field S_BLOCKS_COUNT_LO = new Field("s_blocks_count_lo", 0x4, 4);
    private static final Field S_FIRST_DATA_BLOCK = new Field("s_first_data_block", 0x14, 4);
    private static final Field S_LOG_BLOCK_SIZE = new Field("s_log_block_size", 0x18, 4);
    private static final Field S_BLOCKS_PER_GROUP = new Field("s_blocks_per_group", 0x20, 4);
    private static final Field S_INODES_PER_GROUP = new Field("s_inodes_per_group", 0x28, 4);
    private static final Field S_MAGIC = new Field("s_magic", 0x38, 2);
    private static final Field S_REV_LEVEL = new Field("s_rev_level", 0x4C, 4);
    private static final Field S_FIRST_INO = new Field("s_first_ino", 0x54, 4);
    private static final Field S_INODE_SIZE = new Field("s_inode_size", 0x58, 2);
    private static final Field S_FEATURE_COMPAT = new Field("s_feature_compat", 0x5C, 4);
    private static final Field S_FEATURE_INCOMPAT = new Field("s_feature_incompat", 0x60, 4);
    private static final Field S_FEATURE_RO_COMPAT = new Field("s_feature_ro_compat", 0x64, 4);
    private static final Field S_UUID = new Field("s_uuid", 0x68, 16);
    private static final Field S_VOLUME_NAME = new Field("s_volume_name", 0x78, 16);
    private static final Field S_JOURNAL_INUM = new Field("s_journal_inum", 0xE0, 4);
    private static final Field S_JOURNAL_DEV = new Field("s_journal_dev", 0xE4, 4);
    private static final Field S_LAST_ORPHAN = new Field("s_last_orphan", 0xE8, 4);
    private static final Field S_DESC_SIZE = new Field("s_desc_size", 0xFE, 2);
    private static final Field S_FIRST_META_BG = new Field("s_first_meta_bg", 0x104, 4);
    private static final Field S_BLOCKS_COUNT_HI = new Field("s_blocks_count_hi", 0x150, 4);
    private static final Field S_CHECKSUM_TYPE = new Field("s_checksum_type", 0x175, 1);
    private static final Field S_BACKUP_BGS_0 = new Field("s_backup_bgs[0]", 0x24C, 4);
    private static final Field S_BACKUP_BGS_1 = new Field("s_backup_bgs[1]", 0x250, 4);
    private static final Field S_CHECKSUM_SEED = new Field("s_checksum_seed", 0x270, 4);
    private static final Field S_ORPHAN_FILE_INUM = new Field("s_orphan_file_inum", 0x280, 4);
    private static final Field S_CHECKSUM = new Field("s_checksum", 0x3FC, 4);

    /** What inode size and first inode were before there were fields for them. */
    private static final int OLD_INODE_BYTES = 128;

    private static final int OLD_FIRST_INODE = 11;

    /**
     * Parses a superblock.
     *
     * @throws MalformedStructureException if these are not the bytes of a superblock that this
     *     reader can use; features that it lacks are named
     */
    static ExtSuperblock parse(Structure sb, ChecksumPolicy policy)
            throws MalformedStructureException {
        int magic = sb.u16(S_MAGIC);
        if (magic != MAGIC) {
            throw sb.malformed(
                    Reason.BAD_MAGIC, S_MAGIC, "is 0x%x, expected 0xef53".formatted(magic));
        }
        boolean dynamic = sb.u32(S_REV_LEVEL) != 0;
        int incompat = dynamic ? (int) sb.u32(S_FEATURE_INCOMPAT) : 0;
        int roCompat = dynamic ? (int) sb.u32(S_FEATURE_RO_COMPAT) : 0;
        List<String> unsupported = Features.unsupported(incompat);
        if (!unsupported.isEmpty()) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    S_FEATURE_INCOMPAT,
                    "needs " + String.join(", ", unsupported) + ", which is not read");
        }
        if ((roCompat & Features.RO_COMPAT_METADATA_CSUM) != 0) {
            verifyChecksum(sb, policy);
        }
        int blockBytes = 1024 << sb.u32InRange(S_LOG_BLOCK_SIZE, 0, MAX_LOG_BLOCK_SIZE);
        boolean wide = (incompat & Features.INCOMPAT_64BIT) != 0;
        long blockCount = sb.u32(S_BLOCKS_COUNT_LO);
        if (wide) {
            blockCount |= sb.u32(S_BLOCKS_COUNT_HI) << 32;
        }
        sb.requireRange(S_BLOCKS_COUNT_LO, blockCount, 1, (1L << 48) - 1);
        long firstDataBlock =
                sb.u32InRange(S_FIRST_DATA_BLOCK, 0, Math.min(blockCount, 0xFFFF_FFFFL) - 1);
        int inodeBytes = OLD_INODE_BYTES;
        if (dynamic) {
            inodeBytes =
                    (int)
                            sb.requireRange(
                                    S_INODE_SIZE,
                                    sb.u16(S_INODE_SIZE),
                                    OLD_INODE_BYTES,
                                    blockBytes);
            requirePowerOfTwo(sb, S_INODE_SIZE, inodeBytes);
        }
        int descriptorBytes = wide ? sb.u16(S_DESC_SIZE) : GroupDescriptor.SMALL;
        sb.requireRange(S_DESC_SIZE, descriptorBytes, GroupDescriptor.SMALL, 1024);
        requirePowerOfTwo(sb, S_DESC_SIZE, descriptorBytes);
        byte[] uuid = sb.copy(S_UUID);
        ByteBuffer halves = ByteBuffer.wrap(uuid);
        return new ExtSuperblock(
                new UUID(halves.getLong(), halves.getLong()),
                untilNul(sb.copy(S_VOLUME_NAME)),
                dynamic ? (int) sb.u32(S_FEATURE_COMPAT) : 0,
                incompat,
                roCompat,
                blockBytes,
                blockCount,
                firstDataBlock,
                sb.u32InRange(S_BLOCKS_PER_GROUP, 1, 0xFFFF_FFFFL),
                sb.u32(S_FIRST_META_BG),
                sb.u32InRange(S_INODES_COUNT, 1, 0xFFFF_FFFFL),
                sb.u32InRange(S_INODES_PER_GROUP, 1, 8L * blockBytes),
                dynamic ? sb.u32(S_FIRST_INO) : OLD_FIRST_INODE,
                inodeBytes,
                descriptorBytes,
                (incompat & Features.INCOMPAT_CSUM_SEED) != 0
                        ? (int) sb.u32(S_CHECKSUM_SEED)
                        : SeededCrc32c.of(-1, uuid),
                sb.u32(S_JOURNAL_INUM),
                sb.u32(S_JOURNAL_DEV),
                sb.u32(S_LAST_ORPHAN),
                sb.u32(S_ORPHAN_FILE_INUM),
                sb.u32(S_BACKUP_BGS_0),
                sb.u32(S_BACKUP_BGS_1));
    }

    /** Returns whether these are the bytes of a superblock, whether or not it can be used. */
    static boolean hasMagic(Structure sb) throws MalformedStructureException {
        return sb.u16(S_MAGIC) == MAGIC;
    }

    boolean hasCompat(int feature) {
        return (compat & feature) != 0;
    }

    boolean hasIncompat(int feature) {
        return (incompat & feature) != 0;
    }

    boolean hasRoCompat(int feature) {
        return (roCompat & feature) != 0;
    }

    /** Returns whether metadata has CRC-32C checksums. */
    boolean checksums() {
        return hasRoCompat(Features.RO_COMPAT_METADATA_CSUM);
    }

    /** Returns the number of block groups, at least 1. */
    long groupCount() {
        return (blockCount - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
    }

    private static void verifyChecksum(Structure sb, ChecksumPolicy policy)
            throws MalformedStructureException {
        int type = sb.u8(S_CHECKSUM_TYPE);
        if (type != CRC32C_CHECKSUM) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    S_CHECKSUM_TYPE,
                    "is %d, expected 1 (crc32c)".formatted(type));
        }
        int stored = (int) sb.u32(S_CHECKSUM); // also proves that all SIZE bytes are there
        int computed = new SeededCrc32c(-1).add(sb.bytes(), 0, S_CHECKSUM.offset()).value();
        Checksums.compare(sb, S_CHECKSUM, stored, computed, policy);
    }

    private static void requirePowerOfTwo(Structure sb, Field field, int value)
            throws MalformedStructureException {
        if (Integer.bitCount(value) != 1) {
            throw sb.malformed(
                    Reason.OUT_OF_RANGE, field, "is " + value + ", expected a power of two");
        }
    }

    private static String untilNul(byte[] padded) {
        int length = 0;
        while (length < padded.length && padded[length] != 0) {
            length++;
        }
        return new String(padded, 0, length, UTF_8);
    }
}
