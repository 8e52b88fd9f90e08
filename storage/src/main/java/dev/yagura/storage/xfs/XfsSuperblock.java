package dev.yagura.storage.xfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The superblock: the first sector of the volume, big-endian; {@code struct xfs_dsb}.
 *
 * @param metaUuid identity that blocks of metadata carry; not {@code uuid} once that was changed
 * @param blockBytes size of a block, a power of two from 1024 to 65536
 * @param blockCount blocks of the volume
 * @param groupBlocks blocks of an allocation group; the last one may have fewer
 * @param groupBits bits of a block number that count within a group
 * @param groupCount at least 1
 * @param inodeBits bits of an inode number that count within a block
 * @param sectorBytes unit of the headers of a group, a power of two from 512 to 32768
 * @param directoryBlockBytes size of a directory's block: one or more blocks of the volume
 * @param logStart first block of the log, 0 if it is on another device
 * @param logBlocks length of the log
 */
record XfsSuperblock(
        UUID uuid,
        UUID metaUuid,
        String label,
        int version,
        int incompat,
        int logIncompat,
        int blockBytes,
        long blockCount,
        long groupBlocks,
        int groupBits,
        long groupCount,
        int inodeBytes,
        int inodeBits,
        int sectorBytes,
        int directoryBlockBytes,
        long rootInode,
        long logStart,
        long logBlocks) {

    /** As many bytes as are looked at before the size of a sector is known. */
    static final int MIN_SIZE = 512;

    /** Directories without regard to case, in ASCII. */
    static final int VERSION_BORGBIT = 0x4000;

    static final Field SB_MAGICNUM = new Field("sb_magicnum", 0, 4);
    static final Field SB_LOGSTART = new Field("sb_logstart", 48, 8);
    static final Field SB_SECTSIZE = new Field("sb_sectsize", 102, 2);

    private static final long MAGIC = 0x58465342L; // XFSB
    private static final int VERSION_NUMBER = 0xF;
    private static final int MAX_DIRECTORY_BLOCK_LOG = 16;

    private static final Field SB_BLOCKSIZE = new Field("sb_blocksize", 4, 4);
    private static final Field SB_DBLOCKS = new Field("sb_dblocks", 8, 8);
    private static final Field SB_UUID = new Field("sb_uuid", 32, 16);
    private static final Field SB_ROOTINO = new Field("sb_rootino", 56, 8);
    private static final Field SB_AGBLOCKS = new Field("sb_agblocks", 84, 4);
    private static final Field SB_AGCOUNT = new Field("sb_agcount", 88, 4);
    private static final Field SB_LOGBLOCKS = new Field("sb_logblocks", 96, 4);
    private static final Field SB_VERSIONNUM = new Field("sb_versionnum", 100, 2);
    private static final Field SB_INODESIZE = new Field("sb_inodesize", 104, 2);
    private static final Field SB_FNAME = new Field("sb_fname", 108, 12);
    private static final Field SB_AGBLKLOG = new Field("sb_agblklog", 124, 1);
    private static final Field SB_DIRBLKLOG = new Field("sb_dirblklog", 192, 1);
    private static final Field SB_FEATURES_INCOMPAT = new Field("sb_features_incompat", 216, 4);
    private static final Field SB_FEATURES_LOG_INCOMPAT =
            new Field("sb_features_log_incompat", 220, 4);
    private static final Field SB_CRC = new Field("sb_crc", 224, 4);
    private static final Field SB_META_UUID = new Field("sb_meta_uuid", 248, 16);

    /** Returns whether the bytes start as a superblock does, of whatever version. */
    static boolean isPresent(Structure sb) throws MalformedStructureException {
        return sb.u32be(SB_MAGICNUM) == MAGIC;
    }

    /**
     * Parses a superblock.
     *
     * @param sb one sector, of the size that it says itself
     * @param verify whether its checksum is to be looked at
     * @throws MalformedStructureException if these are not the bytes of a superblock that this
     *     reader can use; features that it lacks are named
     */
    static XfsSuperblock parse(Structure sb, boolean verify, ChecksumPolicy policy)
            throws MalformedStructureException {
        requireMagic(sb);
        int version = requireVersion(sb);
        int incompat = requireFeatures(sb);
        if (verify) {
            Checksums.verify(sb, SB_CRC, policy);
        }
        int blockBytes = powerOfTwo(sb, SB_BLOCKSIZE, (int) sb.u32be(SB_BLOCKSIZE), 1024, 65536);
        int inodeBytes =
                powerOfTwo(
                        sb, SB_INODESIZE, sb.u16be(SB_INODESIZE), 512, Math.min(blockBytes, 2048));
        long groupBlocks = sb.requireRange(SB_AGBLOCKS, sb.u32be(SB_AGBLOCKS), 4, 0x7FFF_FFFFL);
        int groupBits = Long.SIZE - Long.numberOfLeadingZeros(groupBlocks - 1);
        sb.requireRange(SB_AGBLKLOG, sb.u8(SB_AGBLKLOG), groupBits, groupBits);
        long groupCount = sb.requireRange(SB_AGCOUNT, sb.u32be(SB_AGCOUNT), 1, 0xFFFF_FFFEL);
        int blockLog = Integer.numberOfTrailingZeros(blockBytes);
        int directoryLog = sb.u8(SB_DIRBLKLOG);
        sb.requireRange(SB_DIRBLKLOG, directoryLog, 0, MAX_DIRECTORY_BLOCK_LOG - blockLog);
        UUID uuid = uuid(sb, SB_UUID);
        return new XfsSuperblock(
                uuid,
                (incompat & Features.INCOMPAT_META_UUID) != 0 ? uuid(sb, SB_META_UUID) : uuid,
                untilNul(sb.copy(SB_FNAME)),
                version,
                incompat,
                (int) sb.u32be(SB_FEATURES_LOG_INCOMPAT),
                blockBytes,
                sb.requireRange(
                        SB_DBLOCKS,
                        sb.u64be(SB_DBLOCKS),
                        (groupCount - 1) * groupBlocks + 1,
                        Math.min(groupCount * groupBlocks, Long.MAX_VALUE / blockBytes)),
                groupBlocks,
                groupBits,
                groupCount,
                inodeBytes,
                blockLog - Integer.numberOfTrailingZeros(inodeBytes),
                sectorBytes(sb),
                blockBytes << directoryLog,
                sb.u64be(SB_ROOTINO),
                sb.u64be(SB_LOGSTART),
                sb.u32be(SB_LOGBLOCKS));
    }

    /** Returns the size of a sector, which is that of the superblock too. */
    static int sectorBytes(Structure sb) throws MalformedStructureException {
        return powerOfTwo(sb, SB_SECTSIZE, sb.u16be(SB_SECTSIZE), 512, 32768);
    }

    /** Refuses what is not a superblock at all. */
    static void requireMagic(Structure sb) throws MalformedStructureException {
        if (!isPresent(sb)) {
            throw sb.malformed(
                    Reason.BAD_MAGIC,
                    SB_MAGICNUM,
                    "is 0x%x, expected 0x%x".formatted(sb.u32be(SB_MAGICNUM), MAGIC));
        }
    }

    boolean hasIncompat(int feature) {
        return (incompat & feature) != 0;
    }

    /** Returns how many blocks a group has, which exists. */
    long blocksOf(long group) {
        return Math.min(groupBlocks, blockCount - group * groupBlocks);
    }

    private static int requireVersion(Structure sb) throws MalformedStructureException {
        int version = sb.u16be(SB_VERSIONNUM);
        if ((version & VERSION_NUMBER) != 5) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    SB_VERSIONNUM,
                    "is 0x%x: version %d without checksums, which is not read; expected version 5"
                            .formatted(version, version & VERSION_NUMBER));
        }
        return version;
    }

    private static int requireFeatures(Structure sb) throws MalformedStructureException {
        int incompat = (int) sb.u32be(SB_FEATURES_INCOMPAT);
        List<String> unsupported = Features.unsupported(incompat);
        if (!unsupported.isEmpty()) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    SB_FEATURES_INCOMPAT,
                    "needs " + String.join(", ", unsupported) + ", which is not read");
        }
        return incompat;
    }

    private static int powerOfTwo(Structure sb, Field field, int value, int min, int max)
            throws MalformedStructureException {
        sb.requireRange(field, value, min, max);
        if (Integer.bitCount(value) != 1) {
            throw sb.malformed(
                    Reason.OUT_OF_RANGE, field, "is %d, expected a power of two".formatted(value));
        }
        return value;
    }

    private static UUID uuid(Structure sb, Field field) throws MalformedStructureException {
        ByteBuffer halves = ByteBuffer.wrap(sb.copy(field));
        return new UUID(halves.getLong(), halves.getLong());
    }

    private static String untilNul(byte[] padded) {
        int length = 0;
        while (length < padded.length && padded[length] != 0) {
            length++;
        }
        return new String(padded, 0, length, UTF_8);
    }
}
