package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Clusters and the allocation table of a volume. */
final class Volume {
    /** What {@link #next} returns behind the last cluster of a chain. */
    static final long END = 0;

    private static final int END_OF_FAT12 = 0xFF8;
    private static final int END_OF_FAT16 = 0xFFF8;
    private static final int END_OF_FAT32 = 0xFFF_FFF8;
    private static final int MASK_OF_FAT32 = 0xFFF_FFFF;

    private final BootSector boot;
    private final ChunkCache cache;

    Volume(BootSector boot, ChunkCache cache) {
        this.boot = boot;
        this.cache = cache;
    }

    BootSector boot() {
        return boot;
    }

    BlockDevice device() {
        return cache.device();
    }

    /** Returns bytes of the volume, through a cache; the caller must not write to them. */
    MemorySegment bytes(long offset, int length) throws IOException {
        return cache.read(offset, length);
    }

    /** Returns the byte of the volume where a cluster starts. */
    long offset(long cluster) {
        return boot.dataOffset() + (cluster - BootSector.FIRST_CLUSTER) * boot.clusterBytes();
    }

    /** Returns whether there is a cluster of this number. */
    boolean has(long cluster) {
        return cluster >= BootSector.FIRST_CLUSTER
                && cluster < BootSector.FIRST_CLUSTER + boot.clusterCount();
    }

    /**
     * Returns the cluster that follows another, or {@link #END}.
     *
     * @throws MalformedStructureException if the table names no cluster there: it is free, bad, or
     *     not on the volume
     */
    long next(long cluster) throws IOException {
        long entry = entry(cluster);
        if (entry >= firstEnd()) {
            return END;
        }
        if (!has(entry)) {
            throw new Structure("fat " + boot.width() + " table", MemorySegment.NULL)
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            new Field("entry " + cluster, cluster * boot.width() / 8, 4),
                            "is 0x%x, expected one of %d clusters or an end"
                                    .formatted(entry, boot.clusterCount()));
        }
        return entry;
    }

    /** Returns what the table holds for a cluster, or for 0 and 1, which are none. */
    long entry(long cluster) throws IOException {
        if (boot.width() == 12) {
            Field field = new Field("entry", 0, 2);
            int pair = table(cluster + cluster / 2, 2).u16(field);
            return (cluster & 1) == 0 ? pair & 0xFFF : pair >>> 4;
        }
        if (boot.width() == 16) {
            return table(cluster * 2, 2).u16(new Field("entry", 0, 2));
        }
        return table(cluster * 4, 4).u32(new Field("entry", 0, 4)) & MASK_OF_FAT32;
    }

    private long firstEnd() {
        return switch (boot.width()) {
            case 12 -> END_OF_FAT12;
            case 16 -> END_OF_FAT16;
            default -> END_OF_FAT32;
        };
    }

    private Structure table(long offset, int length) throws IOException {
        return new Structure("fat table", cache.read(boot.tableOffset() + offset, length));
    }
}
