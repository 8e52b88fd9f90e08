package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Blocks of a volume, as they are once the log is replayed. A block's number is that of its group,
 * then, in the low bits, that within the group; so not every number below the highest is a block.
 */
final class Volume {
    /** Sectors at the start of each group: superblock, free space, inodes, free list. */
    private static final int HEADER_SECTORS = 4;

    private final XfsSuperblock superblock;
    private final ChunkCache device;
    private final ReplayedSectors replayed;
    private final ChecksumPolicy policy;

    Volume(
            XfsSuperblock superblock,
            ChunkCache device,
            ReplayedSectors replayed,
            ChecksumPolicy policy) {
        this.superblock = superblock;
        this.device = device;
        this.replayed = replayed;
        this.policy = policy;
    }

    XfsSuperblock superblock() {
        return superblock;
    }

    ChecksumPolicy policy() {
        return policy;
    }

    int blockBytes() {
        return superblock.blockBytes();
    }

    /** Returns how many sectors of 512 bytes the volume has. */
    long sectorCount() {
        return superblock.blockCount() * (superblock.blockBytes() / ReplayedSectors.SECTOR);
    }

    /** Returns how many groups may be there; a forged superblock may tell of more. */
    long groupsOnDevice() {
        long groupBytes = superblock.groupBlocks() * superblock.blockBytes();
        return Math.min(superblock.groupCount(), device.device().sizeBytes() / groupBytes + 1);
    }

    /** Returns the number of a block of a group. */
    long block(long group, long blockInGroup) {
        return (group << superblock.groupBits()) | blockInGroup;
    }

    /** Returns the byte of the volume where a block starts, whose number is known to be right. */
    long offset(long block) {
        long group = block >>> superblock.groupBits();
        long within = block & ((1L << superblock.groupBits()) - 1);
        return (group * superblock.groupBlocks() + within) * superblock.blockBytes();
    }

    /** Refuses blocks that are not all in one group, behind its headers. */
    void requireBlocks(long first, long count, Structure referrer, Field field)
            throws MalformedStructureException {
        long group = first >>> superblock.groupBits();
        long within = first & ((1L << superblock.groupBits()) - 1);
        long headers = (long) HEADER_SECTORS * superblock.sectorBytes() - 1;
        if (group >= superblock.groupCount()
                || within <= headers / superblock.blockBytes()
                || within > superblock.blocksOf(group) - count) {
            throw referrer.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "is block %d of group %d with %d after it, expected %d groups of %d blocks"
                            .formatted(
                                    within,
                                    group,
                                    count - 1,
                                    superblock.groupCount(),
                                    superblock.groupBlocks()));
        }
    }

    /**
     * Returns neighbouring bytes; the caller must not write to them.
     *
     * @throws MalformedStructureException if they do not all lie on the device
     */
    MemorySegment bytes(long offset, int length) throws IOException {
        return replayed.patched(offset, device.read(offset, length));
    }

    /** Returns neighbouring bytes as they are on the device; the caller must not write to them. */
    MemorySegment unreplayed(long offset, int length) throws IOException {
        return device.read(offset, length);
    }

    /** Copies bytes of the volume. */
    void read(long offset, MemorySegment destination) throws IOException {
        device.device().read(offset, destination);
        replayed.patch(offset, destination);
    }

    /** Returns whether some of these bytes come from the log. */
    boolean isReplayed(long offset, long length) {
        return replayed.touches(offset, length);
    }
}
