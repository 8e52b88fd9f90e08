package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** From an inode in the log to one on the volume; {@code struct xfs_log_dinode}. */
final class LoggedInode {
    private static final long FLAG2_BIGTIME = 0x8;
    private static final long FLAG2_NREXT64 = 0x10;
    private static final Field DI_FLAGS2 = new Field("di_flags2", 120, 8);

    /** Offset and length of the fields that are only turned round. */
    private static final int[][] TURNED = {
        {0, 2}, {2, 2}, {4, 1}, {5, 1}, {8, 4}, {12, 4}, {16, 4}, {20, 2}, {22, 2}, {56, 8},
        {64, 8}, {72, 4}, {82, 1}, {83, 1}, {84, 4}, {88, 2}, {90, 2}, {92, 4}, {104, 8}, {120, 8},
        {128, 4}, {152, 8}
    };

    private static final int[] TIMES = {32, 40, 48, 144};
    private static final int[][] COUNTS = {{76, 4}, {80, 2}};
    private static final int[][] LARGE_COUNTS = {{24, 8}, {76, 4}, {80, 2}};
    private static final int UNUSED_OFFSET = 132;
    private static final int UNUSED_BYTES = 12;
    private static final int BIG_NEXTENTS = 24;
    private static final int UUID_OFFSET = 160;
    private static final int UUID_BYTES = 16;

    private static final int BLOCK_HEADER_BYTES = 72;
    private static final int ROOT_HEADER_BYTES = 4;
    private static final int KEY_BYTES = 8;
    private static final Field BB_LEVEL = new Field("bb_level", 4, 2);
    private static final Field BB_NUMRECS = new Field("bb_numrecs", 6, 2);

    private static final ValueLayout.OfLong U64_BE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private LoggedInode() {}

    /**
     * Writes all but the forks, the link to the next unlinked inode, and the checksum.
     *
     * @param lsn what the inode is to say of when it was written
     */
    static void writeCore(Structure logged, Structure inode, long lsn)
            throws MalformedStructureException {
        long flags2 = logged.u64(DI_FLAGS2);
        logged.requireRange(
                new Field("ilf_dsize", 0, 4), logged.size(), Inode.CORE_BYTES, Inode.CORE_BYTES);
        MemorySegment from = logged.bytes();
        MemorySegment to = inode.bytes();
        turn(from, to, TURNED);
        for (int time : TIMES) {
            boolean large = (flags2 & FLAG2_BIGTIME) != 0;
            turn(
                    from,
                    to,
                    large ? new int[][] {{time, 8}} : new int[][] {{time, 4}, {time + 4, 4}});
        }
        to.asSlice(BIG_NEXTENTS, 8).fill((byte) 0);
        turn(from, to, (flags2 & FLAG2_NREXT64) != 0 ? LARGE_COUNTS : COUNTS);
        to.asSlice(UNUSED_OFFSET, UNUSED_BYTES).fill((byte) 0);
        MemorySegment.copy(from, UUID_OFFSET, to, UUID_OFFSET, UUID_BYTES);
        to.set(U64_BE, Inode.DI_LSN.offset(), lsn);
    }

    /** Writes the root of a tree of extents, which is a whole block in the log. */
    static void writeRoot(Structure block, Structure fork) throws MalformedStructureException {
        int count = block.u16be(BB_NUMRECS);
        long room = (block.size() - BLOCK_HEADER_BYTES) / (2 * KEY_BYTES);
        long forkRoom = (fork.size() - ROOT_HEADER_BYTES) / (2 * KEY_BYTES);
        block.requireRange(BB_NUMRECS, count, 0, Math.min(room, forkRoom));
        MemorySegment to = fork.bytes();
        MemorySegment.copy(block.bytes(), BB_LEVEL.offset(), to, 0, ROOT_HEADER_BYTES);
        long length = (long) count * KEY_BYTES;
        MemorySegment.copy(block.bytes(), BLOCK_HEADER_BYTES, to, ROOT_HEADER_BYTES, length);
        MemorySegment.copy(
                block.bytes(),
                BLOCK_HEADER_BYTES + room * KEY_BYTES,
                to,
                ROOT_HEADER_BYTES + forkRoom * KEY_BYTES,
                length);
    }

    private static void turn(MemorySegment from, MemorySegment to, int[][] fields) {
        for (int[] field : fields) {
            for (int i = 0; i < field[1]; i++) {
                byte value = from.get(ValueLayout.JAVA_BYTE, field[0] + (long) i);
                to.set(ValueLayout.JAVA_BYTE, field[0] + field[1] - 1L - i, value);
            }
        }
    }
}
