package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** Replays the making of a chunk of free inodes; {@code struct xfs_icreate_log}. */
final class InodeCreateReplay {
    /** Inodes of the largest chunk: as many as a block of 64 KiB holds, at least 64. */
    private static final int MAX_INODES = 128;

    private static final int VERSION = 3;
    private static final int DI_VERSION = 4;
    private static final int DI_GEN = 92;
    private static final int DI_INO = 152;
    private static final int DI_UUID = 160;

    private static final Field ICL_AG = new Field("icl_ag", 4, 4);
    private static final Field ICL_AGBNO = new Field("icl_agbno", 8, 4);
    private static final Field ICL_COUNT = new Field("icl_count", 12, 4);
    private static final Field ICL_ISIZE = new Field("icl_isize", 16, 4);
    private static final Field ICL_LENGTH = new Field("icl_length", 20, 4);
    private static final Field ICL_GEN = new Field("icl_gen", 24, 4);

    private static final ValueLayout.OfShort U16_BE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32_BE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64_BE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Volume volume;
    private final ReplayedSectors replayed;
    private final CancelledBuffers cancelled;

    InodeCreateReplay(Volume volume, ReplayedSectors replayed, CancelledBuffers cancelled) {
        this.volume = volume;
        this.replayed = replayed;
        this.cancelled = cancelled;
    }

    void replay(LogItem item) throws IOException {
        XfsSuperblock sb = volume.superblock();
        Structure log = item.format();
        long group = log.requireRange(ICL_AG, log.u32be(ICL_AG), 0, sb.groupCount() - 1);
        int inodeBytes = sb.inodeBytes();
        log.requireRange(ICL_ISIZE, log.u32be(ICL_ISIZE), inodeBytes, inodeBytes);
        int count = (int) log.requireRange(ICL_COUNT, log.u32be(ICL_COUNT), 1, MAX_INODES);
        long length = (long) count * inodeBytes / sb.blockBytes();
        log.requireRange(ICL_LENGTH, log.u32be(ICL_LENGTH), length, length);
        long inGroup = log.u32be(ICL_AGBNO);
        long block = volume.block(group, inGroup);
        volume.requireBlocks(block, length, log, ICL_AGBNO);
        long offset = volume.offset(block);
        // The buffers of a chunk are freed together, and so the first stands for all.
        if (cancelled.startsAt(offset / ReplayedSectors.SECTOR)) {
            return;
        }
        long first = new InodeTable(volume).number(group, inGroup << sb.inodeBits());
        for (int i = 0; i < count; i++) {
            replayed.write(
                    offset + (long) i * inodeBytes, inode(first + i, (int) log.u32be(ICL_GEN)));
        }
    }

    private MemorySegment inode(long number, int generation) {
        MemorySegment inode = MemorySegment.ofArray(new byte[volume.superblock().inodeBytes()]);
        inode.set(U16_BE, Inode.DI_MAGIC.offset(), (short) Inode.MAGIC);
        inode.set(ValueLayout.JAVA_BYTE, DI_VERSION, (byte) VERSION);
        inode.set(U32_BE, DI_GEN, generation);
        inode.set(U32_BE, Inode.DI_NEXT_UNLINKED.offset(), (int) Inode.NONE);
        inode.set(U64_BE, DI_INO, number);
        UUID uuid = volume.superblock().metaUuid();
        ByteBuffer halves = ByteBuffer.allocate(16);
        halves.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        MemorySegment.copy(MemorySegment.ofArray(halves.array()), 0, inode, DI_UUID, 16);
        return inode;
    }
}
