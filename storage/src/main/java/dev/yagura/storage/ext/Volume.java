package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.filesystem.NewerBlocks;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blocks and group descriptors of a volume, as they are once the journal is replayed, or as the
 * kernel that uses it has them.
 */
final class Volume {
    private final ExtSuperblock superblock;
    private final ChecksumPolicy policy;
    private final ChunkCache device;
    private final ReplayedBlocks replayed;
    private final NewerBlocks newer;
    private final Map<Long, GroupDescriptor> groups = new ConcurrentHashMap<>();
    private final Optional<Integer> end;
    private final PastInodes past;

    /**
     * Makes a volume.
     *
     * @param end number of the first transaction of the journal that is not in {@code replayed}
     */
    Volume(
            ExtSuperblock superblock,
            ChunkCache device,
            ReplayedBlocks replayed,
            ChecksumPolicy policy,
            Optional<Integer> end) {
        this(superblock, device, replayed, NewerBlocks.NONE, policy, end);
    }

    private Volume(
            ExtSuperblock superblock,
            ChunkCache device,
            ReplayedBlocks replayed,
            NewerBlocks newer,
            ChecksumPolicy policy,
            Optional<Integer> end) {
        this.superblock = superblock;
        this.device = device;
        this.replayed = replayed;
        this.newer = newer;
        this.policy = policy;
        this.end = end;
        this.past = new PastInodes(this, end);
    }

    /** Returns what the journal still knows of inodes. */
    PastInodes past() {
        return past;
    }

    /** Returns the volume with newer copies of what {@link #block} returns. */
    Volume with(NewerBlocks copies) {
        return new Volume(superblock, device, replayed, copies, policy, end);
    }

    ExtSuperblock superblock() {
        return superblock;
    }

    ChecksumPolicy policy() {
        return policy;
    }

    long deviceBytes() {
        return device.device().sizeBytes();
    }

    int blockBytes() {
        return superblock.blockBytes();
    }

    /**
     * Returns a block; the caller must not write to it.
     *
     * @param referrer the structure and field that name the block, for the message
     */
    MemorySegment block(long block, Structure referrer, Field field) throws IOException {
        requireBlocks(block, 1, referrer, field);
        return block(block);
    }

    /** Returns a block whose number is known to be in range. */
    MemorySegment block(long block) throws IOException {
        Optional<MemorySegment> newest = newer.find(block * blockBytes(), blockBytes());
        if (newest.isPresent()) {
            return newest.get();
        }
        MemorySegment copy = replayed.find(block);
        return copy != null ? copy : device.read(block * blockBytes(), blockBytes());
    }

    /** Copies part of neighbouring blocks of content, from a byte of the volume on. */
    void read(long offset, MemorySegment destination) throws IOException {
        if (replayed.isEmpty()) {
            device.device().read(offset, destination);
            return;
        }
        long done = 0;
        long length = destination.byteSize();
        while (done < length) {
            long block = (offset + done) / blockBytes();
            long within = (offset + done) % blockBytes();
            long part = Math.min(length - done, blockBytes() - within);
            MemorySegment copy = replayed.find(block);
            if (copy != null) {
                MemorySegment.copy(copy, within, destination, done, part);
            } else {
                while (done + part < length
                        && !replayed.contains((offset + done + part) / blockBytes())) {
                    part = Math.min(length - done, part + blockBytes());
                }
                device.device().read(offset + done, destination.asSlice(done, part));
            }
            done += part;
        }
    }

    /** Refuses blocks that are not all on the volume. */
    void requireBlocks(long first, long count, Structure referrer, Field field)
            throws MalformedStructureException {
        if (first < 1 || first > superblock.blockCount() - count) {
            throw referrer.malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "is block %d with %d after it, expected a volume of %d blocks"
                            .formatted(first, count - 1, superblock.blockCount()));
        }
    }

    /** Returns the descriptor of a group that exists. */
    GroupDescriptor group(long group) throws IOException {
        GroupDescriptor known = groups.get(group);
        if (known == null) {
            int size = superblock.descriptorBytes();
            long perBlock = blockBytes() / size;
            MemorySegment block = block(descriptorBlock(group / perBlock, perBlock));
            known =
                    GroupDescriptor.parse(
                            superblock,
                            group,
                            new Structure(
                                    "group descriptor " + group,
                                    block.asSlice(group % perBlock * size, size)),
                            policy);
            groups.put(group, known);
        }
        return known;
    }

    /** As the kernel's {@code descriptor_loc}. */
    private long descriptorBlock(long index, long perBlock) {
        long superblockBlock = ExtSuperblock.VOLUME_OFFSET / blockBytes();
        if (!superblock.hasIncompat(Features.INCOMPAT_META_BG)
                || index < superblock.firstMetaGroup()) {
            return superblockBlock + 1 + index;
        }
        long group = index * perBlock;
        long copies = BackupGroups.hasSuperblock(superblock, group) ? 1 : 0;
        if (blockBytes() == 1024 && index == 0 && superblock.firstDataBlock() == 0) {
            copies++; // bigalloc with 1 KiB blocks: group 0 starts before the superblock
        }
        return superblock.firstDataBlock() + group * superblock.blocksPerGroup() + copies;
    }
}
