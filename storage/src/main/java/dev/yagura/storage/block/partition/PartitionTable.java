package dev.yagura.storage.block.partition;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.BorrowedDevice;
import dev.yagura.storage.block.RangeDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a disk is divided into partitions. */
public final class PartitionTable {
    private final BlockDevice disk;
    private final PartitionScheme scheme;
    private final List<Partition> partitions;
    private final List<String> notes;

    private PartitionTable(
            BlockDevice disk,
            PartitionScheme scheme,
            List<Partition> partitions,
            List<String> notes) {
        this.disk = disk;
        this.scheme = scheme;
        this.partitions = List.copyOf(partitions);
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads the table of a disk.
     *
     * <p>A disk has one if its first sector ends with {@code 55 AA}, each of the four entries there
     * is marked as active or not active (0x80 or 0), and one of them at least has a length and does
     * not start at sector 0. Boot sectors of FAT, NTFS and GRUB have code or nothing where the
     * entries are, or an entry for the whole disk that starts at sector 0. A GPT counts if one of
     * the four entries says so (type 0xEE).
     *
     * @param disk stays open for as long as the result or a partition of it is used
     * @return the table, or nothing if the disk is not divided
     * @throws MalformedStructureException if the first sector announces a GPT, and neither its
     *     header nor the copy at the end of the disk can be used
     * @throws IOException if the disk fails
     */
    public static Optional<PartitionTable> read(BlockDevice disk) throws IOException {
        Optional<MasterBootRecord> found = MasterBootRecord.read(disk);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        MasterBootRecord record = found.get();
        List<String> notes = new ArrayList<>();
        List<Partition> partitions;
        PartitionScheme scheme = record.scheme();
        if (scheme == PartitionScheme.MBR) {
            partitions = new MbrPartitions(disk, record, notes).list();
        } else {
            if (scheme == PartitionScheme.HYBRID) {
                notes.add("the MBR is hybrid: it names partitions beside those of the GPT");
            }
            partitions = GuidPartitions.list(disk, notes);
        }
        return Optional.of(new PartitionTable(disk, scheme, partitions, notes));
    }

    /** Returns the kind of table. */
    public PartitionScheme scheme() {
        return scheme;
    }

    /** Returns the partitions in the order of their numbers. They may overlap. */
    public List<Partition> partitions() {
        return partitions;
    }

    /**
     * Returns what a reader should know, in sentences for people: that a copy of a damaged table is
     * used, that partitions were cut or left out.
     */
    public List<String> notes() {
        return notes;
    }

    /** Returns a partition's bytes; closing the result leaves the disk open. */
    public BlockDevice device(Partition partition) throws IOException {
        return new RangeDevice(
                "partition " + partition.number(),
                new BorrowedDevice(disk),
                partition.offset(),
                partition.sizeBytes());
    }
}
