package dev.yagura.storage.block.partition;

import dev.yagura.storage.block.BlockDevice;
import java.util.List;

/** Keeps partitions inside their disk, as the kernel does. */
final class PartitionBounds {
    private PartitionBounds() {}

    /** Adds a partition: whole, cut at the end of the disk, or not at all; the latter two noted. */
    static void add(BlockDevice disk, Partition partition, List<Partition> to, List<String> notes) {
        long size = disk.sizeBytes();
        long room = size - partition.offset();
        if (room <= 0) {
            notes.add(
                    "partition %d starts at byte %d, after the end of the disk at %d; it is left out"
                            .formatted(partition.number(), partition.offset(), size));
        } else if (partition.sizeBytes() > room) {
            notes.add(
                    "partition %d has %d bytes, of which %d are on the disk; the rest is left out"
                            .formatted(partition.number(), partition.sizeBytes(), room));
            to.add(
                    new Partition(
                            partition.number(),
                            partition.name(),
                            partition.type(),
                            partition.typeCode(),
                            partition.uuid(),
                            partition.offset(),
                            room));
        } else {
            to.add(partition);
        }
    }
}
