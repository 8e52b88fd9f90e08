package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The target of a symbolic link: in the inode, or in blocks of which each run starts with a header;
 * {@code struct xfs_dsymlink_hdr}.
 */
final class SymbolicLink {
    /** Longest target; {@code XFS_SYMLINK_MAXLEN}. */
    private static final int MAX_TARGET_BYTES = 1024;

    /** More blocks than the longest target takes, with a header in each. */
    private static final int MAX_BLOCKS = 4;

    private static final long MAGIC = 0x58534C4DL; // XSLM
    private static final int HEADER_BYTES = 56;

    private static final Field SL_OFFSET = new Field("sl_offset", 4, 4);
    private static final Field SL_BYTES = new Field("sl_bytes", 8, 4);

    private SymbolicLink() {}

    static byte[] target(Volume volume, Inode inode) throws IOException {
        Structure fork = inode.data().bytes();
        long size = inode.attributes().sizeBytes();
        byte[] target = new byte[(int) fork.requireRange(Inode.DI_SIZE, size, 1, MAX_TARGET_BYTES)];
        MemorySegment into = MemorySegment.ofArray(target);
        if (inode.data().format() == Fork.Format.LOCAL) {
            fork.requireRange(Inode.DI_SIZE, size, 1, fork.size());
            MemorySegment.copy(fork.bytes(), 0, into, 0, size);
        } else {
            copyBlocks(volume, inode, into);
        }
        return target;
    }

    private static void copyBlocks(Volume volume, Inode inode, MemorySegment target)
            throws IOException {
        ExtentMap extents = ExtentMap.of(volume, inode.data());
        Structure fork = inode.data().bytes();
        long done = 0;
        long block = 0;
        while (done < target.byteSize()) {
            fork.requireRange(new Field("blocks", 0, 4), block, 0, MAX_BLOCKS - 1);
            Run run = extents.find(block);
            fork.requireRange(new Field("holes", 0, 4), run.isHole() ? 1 : 0, 0, 0);
            long left = target.byteSize() - done;
            long blocks = Math.min(run.count(), blocksFor(volume, left));
            done += copyRun(volume, inode, run.physical(), blocks, target.asSlice(done), done);
            block += blocks;
        }
    }

    /** As the kernel's {@code xfs_symlink_blocks}: as if each block had a header. */
    private static long blocksFor(Volume volume, long length) {
        int room = volume.blockBytes() - HEADER_BYTES;
        return (length + room - 1) / room;
    }

    /** Copies what is in one run; returns how much. */
    private static long copyRun(
            Volume volume, Inode inode, long first, long blocks, MemorySegment target, long done)
            throws IOException {
        long number = inode.attributes().inode();
        long offset = volume.offset(first);
        Structure run =
                new Structure(
                        "symbolic link " + number,
                        volume.bytes(offset, (int) blocks * volume.blockBytes()));
        MetadataHeader.SYMBOLIC_LINK.requireMagic(run, MAGIC);
        MetadataHeader.SYMBOLIC_LINK.verify(volume, run, offset, number);
        run.requireRange(SL_OFFSET, run.u32be(SL_OFFSET), done, done);
        long room = Math.min(target.byteSize(), run.size() - HEADER_BYTES);
        long length = run.requireRange(SL_BYTES, run.u32be(SL_BYTES), room, room);
        MemorySegment.copy(run.bytes(), HEADER_BYTES, target, 0, length);
        return length;
    }
}
