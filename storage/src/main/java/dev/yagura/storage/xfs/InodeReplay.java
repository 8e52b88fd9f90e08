package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Replays changed inodes, as the kernel's {@code xfs_inode_item_recover.c} does. The log holds them
 * in the byte order of the machine; on the volume they are big-endian.
 */
final class InodeReplay {
    private static final int DATA = 0x002;
    private static final int EXTENTS = 0x004;
    private static final int BTREE_ROOT = 0x008;
    private static final int DEVICE = 0x010;
    private static final int ATTRIBUTE_DATA = 0x040;
    private static final int ATTRIBUTE_EXTENTS = 0x080;
    private static final int ATTRIBUTE_ROOT = 0x100;
    private static final int DATA_FORK = DATA | EXTENTS | BTREE_ROOT;
    private static final int ATTRIBUTE_FORK = ATTRIBUTE_DATA | ATTRIBUTE_EXTENTS | ATTRIBUTE_ROOT;

    /** Format without the padding that 64-bit machines put into it. */
    private static final int PACKED_FORMAT_BYTES = 52;

    private static final int PADDING_BYTES = 4;

    private static final Field ILF_FIELDS = new Field("ilf_fields", 4, 4);

    private static final ValueLayout.OfInt U32_BE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Volume volume;
    private final ReplayedSectors replayed;
    private final CancelledBuffers cancelled;

    InodeReplay(Volume volume, ReplayedSectors replayed, CancelledBuffers cancelled) {
        this.volume = volume;
        this.replayed = replayed;
        this.cancelled = cancelled;
    }

    /** Replays an item of a transaction that started at {@code lsn}. */
    void replay(LogItem item, long lsn) throws IOException {
        Structure format = item.format();
        int shift = format.size() == PACKED_FORMAT_BYTES ? PADDING_BYTES : 0;
        Field sector = new Field("ilf_blkno", 40L - shift, 8);
        Field sectors = new Field("ilf_len", 48L - shift, 4);
        Field within = new Field("ilf_boffset", 52L - shift, 4);
        CancelledBuffers.Buffer buffer =
                new CancelledBuffers.Buffer(
                        format.u64InRange(sector, 0, volume.sectorCount() - 1),
                        (int) format.u32InRange(sectors, 1, volume.sectorCount()));
        if (cancelled.contains(buffer)) {
            return;
        }
        int inodeBytes = volume.superblock().inodeBytes();
        long bufferBytes = (long) buffer.sectors() * ReplayedSectors.SECTOR;
        long inBuffer = format.u32InRange(within, 0, bufferBytes - inodeBytes);
        format.requireRange(within, inBuffer % inodeBytes, 0, 0);
        long offset = buffer.sector() * ReplayedSectors.SECTOR + inBuffer;
        MemorySegment bytes =
                MemorySegment.ofArray(
                        volume.bytes(offset, inodeBytes).toArray(ValueLayout.JAVA_BYTE));
        Structure inode = new Structure("inode in buffer at " + buffer.sector(), bytes);
        if (inode.u16be(Inode.DI_MAGIC) != Inode.MAGIC) {
            throw inode.malformed(
                    Reason.BAD_MAGIC,
                    Inode.DI_MAGIC,
                    "is 0x%x, expected 0x494e".formatted(inode.u16be(Inode.DI_MAGIC)));
        }
        long written = inode.u64be(Inode.DI_LSN);
        if (written != -1 && Long.compareUnsigned(written, lsn) > 0) {
            return; // written after the transaction
        }
        int fields = (int) format.u32(ILF_FIELDS);
        LoggedInode.writeCore(item.region(1), inode, lsn);
        if ((fields & DEVICE) != 0) {
            long device = format.u32(new Field("ilfu_rdev", 24L - shift, 4));
            bytes.set(U32_BE, Inode.CORE_BYTES, (int) device);
        }
        copyForks(item, fields, inode);
        replayed.write(offset, bytes);
    }

    private static void copyForks(LogItem item, int fields, Structure inode)
            throws MalformedStructureException {
        int units = inode.u8(Inode.DI_FORKOFF);
        long end = units == 0 ? inode.size() : Inode.CORE_BYTES + units * 8L;
        inode.requireRange(Inode.DI_FORKOFF, end, Inode.CORE_BYTES, inode.size());
        int region = 2;
        if ((fields & DATA_FORK) != 0 && item.regions().size() > region) {
            MemorySegment fork = inode.bytes().asSlice(Inode.CORE_BYTES, end - Inode.CORE_BYTES);
            copyFork(item.region(region++), (fields & BTREE_ROOT) != 0, fork);
        }
        if ((fields & ATTRIBUTE_FORK) != 0 && item.regions().size() > region) {
            MemorySegment fork = inode.bytes().asSlice(end);
            copyFork(item.region(region), (fields & ATTRIBUTE_ROOT) != 0, fork);
        }
    }

    private static void copyFork(Structure logged, boolean root, MemorySegment fork)
            throws MalformedStructureException {
        if (root) {
            LoggedInode.writeRoot(logged, new Structure(logged.name(), fork));
        } else {
            logged.requireRange(new Field("ilf_dsize", 10, 2), logged.size(), 0, fork.byteSize());
            MemorySegment.copy(logged.bytes(), 0, fork, 0, logged.size());
        }
    }
}
