package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Values of extended attributes that have blocks of their own, each with a header; {@code struct
 * xfs_attr3_rmt_hdr}.
 *
 * @param extents of the attribute fork
 * @param inode whose attributes they are
 */
record RemoteValue(Volume volume, ExtentMap extents, long inode) {
    /** Largest value; {@code XFS_XATTR_SIZE_MAX}. */
    static final int MAX_VALUE_BYTES = 65536;

    private static final long MAGIC = 0x5841524DL; // XARM
    private static final int HEADER_BYTES = 56;

    private static final Field RM_OFFSET = new Field("rm_offset", 4, 4);
    private static final Field RM_BYTES = new Field("rm_bytes", 8, 4);

    /**
     * Reads a value.
     *
     * @param first block of the fork in which it starts
     * @param length of the value, at most {@link #MAX_VALUE_BYTES}
     */
    byte[] read(long first, int length) throws IOException {
        byte[] value = new byte[length];
        int done = 0;
        for (long logical = first; done < length; logical++) {
            Structure block = block(logical);
            int room = Math.min(length - done, volume.blockBytes() - HEADER_BYTES);
            block.requireRange(RM_OFFSET, block.u32be(RM_OFFSET), done, done);
            block.requireRange(RM_BYTES, block.u32be(RM_BYTES), room, room);
            MemorySegment.copy(
                    block.bytes(), HEADER_BYTES, MemorySegment.ofArray(value), done, room);
            done += room;
        }
        return value;
    }

    private Structure block(long logical) throws IOException {
        Run run = extents.find(logical);
        String name = "inode " + inode + " attribute value block " + logical;
        if (run.isHole()) {
            throw Structure.of(name, new byte[0])
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("valueblk", 0, 4),
                            "is a hole, expected a block");
        }
        long offset = volume.offset(run.physical());
        Structure block = new Structure(name, volume.bytes(offset, volume.blockBytes()));
        MetadataHeader.REMOTE_VALUE.requireMagic(block, MAGIC);
        MetadataHeader.REMOTE_VALUE.verify(volume, block, offset, inode);
        return block;
    }
}
