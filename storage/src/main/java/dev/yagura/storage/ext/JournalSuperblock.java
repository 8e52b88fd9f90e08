package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.io.SeededCrc32c;

/**
 * The journal's superblock, big-endian; {@code journal.rst}, "Super Block".
 *
 * @param incompat {@code s_feature_incompat}
 * @param checksumsBlocks whether commit blocks hold a CRC-32 of all blocks before them (v1)
 * @param first block of the journal where its log starts
 * @param end block of the journal before which its log ends
 * @param fastCommitEnd block of the journal before which the area of fast commits, behind the log,
 *     ends
 * @param sequence number of the first transaction in the log
 * @param start block of the journal where it starts; 0 if there is nothing to replay
 * @param checksumSeed what checksums start from
 */
record JournalSuperblock(
        int incompat,
        boolean checksumsBlocks,
        long first,
        long end,
        long fastCommitEnd,
        int sequence,
        long start,
        int checksumSeed) {

    static final int INCOMPAT_64BIT = 0x2;
    static final int INCOMPAT_CSUM_V2 = 0x8;
    static final int INCOMPAT_CSUM_V3 = 0x10;
    static final int INCOMPAT_FAST_COMMIT = 0x20;

    private static final int COMPAT_CHECKSUM = 0x1;
    private static final int INCOMPAT_SUPPORTED = 0x3F; // and REVOKE, ASYNC_COMMIT
    private static final int SUPERBLOCK_BYTES = 1024;
    private static final int V1 = 3;
    private static final int V2 = 4;
    private static final int CRC32C_CHECKSUM = 4;
    private static final int DEFAULT_FAST_COMMIT_BLOCKS = 256;

    private static final Field H_MAGIC = new Field("h_magic", 0x0, 4);
    private static final Field H_BLOCKTYPE = new Field("h_blocktype", 0x4, 4);
    private static final Field S_BLOCKSIZE = new Field("s_blocksize", 0xC, 4);
    private static final Field S_MAXLEN = new Field("s_maxlen", 0x10, 4);
    private static final Field S_FIRST = new Field("s_first", 0x14, 4);
    private static final Field S_SEQUENCE = new Field("s_sequence", 0x18, 4);
    private static final Field S_START = new Field("s_start", 0x1C, 4);
    private static final Field S_FEATURE_COMPAT = new Field("s_feature_compat", 0x24, 4);
    private static final Field S_FEATURE_INCOMPAT = new Field("s_feature_incompat", 0x28, 4);
    private static final Field S_UUID = new Field("s_uuid", 0x30, 16);
    private static final Field S_CHECKSUM_TYPE = new Field("s_checksum_type", 0x50, 1);
    private static final Field S_NUM_FC_BLKS = new Field("s_num_fc_blks", 0x54, 4);
    private static final Field S_CHECKSUM = new Field("s_checksum", 0xFC, 4);

    /**
     * Parses it.
     *
     * @param fileBlocks how many blocks the journal's inode has
     */
    static JournalSuperblock parse(
            Structure sb, int blockBytes, long fileBlocks, ChecksumPolicy policy)
            throws MalformedStructureException {
        long magic = sb.u32be(H_MAGIC);
        if (magic != JournalBlock.MAGIC) {
            throw sb.malformed(
                    Reason.BAD_MAGIC, H_MAGIC, "is 0x%x, expected 0xc03b3998".formatted(magic));
        }
        int type = (int) sb.requireRange(H_BLOCKTYPE, sb.u32be(H_BLOCKTYPE), V1, V2);
        sb.requireRange(S_BLOCKSIZE, sb.u32be(S_BLOCKSIZE), blockBytes, blockBytes);
        int incompat = type == V2 ? (int) sb.u32be(S_FEATURE_INCOMPAT) : 0;
        int compat = type == V2 ? (int) sb.u32be(S_FEATURE_COMPAT) : 0;
        if ((incompat & ~INCOMPAT_SUPPORTED) != 0) {
            throw sb.malformed(
                    Reason.UNSUPPORTED,
                    S_FEATURE_INCOMPAT,
                    "needs 0x%x, which is not read".formatted(incompat & ~INCOMPAT_SUPPORTED));
        }
        int seed = 0;
        if ((incompat & (INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3)) != 0) {
            sb.requireRange(
                    S_CHECKSUM_TYPE, sb.u8(S_CHECKSUM_TYPE), CRC32C_CHECKSUM, CRC32C_CHECKSUM);
            seed = SeededCrc32c.of(-1, sb.copy(S_UUID));
            long at = S_CHECKSUM.offset();
            int computed =
                    new SeededCrc32c(-1)
                            .add(sb.bytes(), 0, at)
                            .zeros(4)
                            .add(sb.bytes(), at + 4, SUPERBLOCK_BYTES)
                            .value();
            Checksums.compare(sb, S_CHECKSUM, (int) sb.u32be(S_CHECKSUM), computed, policy);
        }
        long length = sb.requireRange(S_MAXLEN, sb.u32be(S_MAXLEN), 2, fileBlocks);
        long end = length;
        if ((incompat & INCOMPAT_FAST_COMMIT) != 0) {
            long fast = sb.u32be(S_NUM_FC_BLKS);
            end -= fast == 0 ? DEFAULT_FAST_COMMIT_BLOCKS : fast;
            sb.requireRange(S_NUM_FC_BLKS, end, 2, length);
        }
        long first = sb.requireRange(S_FIRST, sb.u32be(S_FIRST), 1, end - 1);
        long start = sb.u32be(S_START);
        if (start != 0) {
            sb.requireRange(S_START, start, first, end - 1);
        }
        return new JournalSuperblock(
                incompat,
                (compat & COMPAT_CHECKSUM) != 0 && seed == 0,
                first,
                end,
                length,
                (int) sb.u32be(S_SEQUENCE),
                start,
                seed);
    }

    boolean has(int feature) {
        return (incompat & feature) != 0;
    }

    /** Returns whether blocks of the journal have CRC-32C checksums. */
    boolean checksums() {
        return has(INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3);
    }

    /** Returns the block of the log behind {@code block}. */
    long after(long block) {
        return block + 1 >= end ? first : block + 1;
    }
}
