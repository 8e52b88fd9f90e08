package dev.yagura.storage.ext;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells which inodes a block has, of those that hold inodes. */
final class InodeBlocks {
    /** So many groups are looked at: 32 TiB with blocks of 4 KiB. */
    private static final long MAX_GROUPS = 1 << 18;

    private final Volume volume;
    private final TreeMap<Long, Long> groupByStart = new TreeMap<>();

    /**
     * Reads where the groups have their inodes.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if a group's descriptor is damaged
     */
    InodeBlocks(Volume volume) throws IOException {
        this.volume = volume;
        long groups = Math.min(volume.superblock().groupCount(), MAX_GROUPS);
        for (long group = 0; group < groups; group++) {
            groupByStart.put(volume.group(group).inodeTable(), group);
        }
    }

    /** Returns the number of the first inode in a block; empty if it holds none. */
    Optional<Long> firstInode(long block) {
        Map.Entry<Long, Long> group = groupByStart.floorEntry(block);
        if (group == null) {
            return Optional.empty();
        }
        ExtSuperblock sb = volume.superblock();
        long perBlock = sb.blockBytes() / sb.inodeBytes();
        long before = (block - group.getKey()) * perBlock;
        return before < sb.inodesPerGroup()
                ? Optional.of(group.getValue() * sb.inodesPerGroup() + before + 1)
                : Optional.empty();
    }
}
