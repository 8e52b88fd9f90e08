package dev.yagura.storage.block.partition;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sector with four entries and a signature at its end: the first of a disk, or that before a
 * logical partition.
 *
 * @param entries the four entries, the empty ones as well
 * @param diskSignature what tells disks apart, in the first sector only
 */
record MasterBootRecord(List<Entry> entries, long diskSignature) {
    /** Length in bytes, whatever the size of a sector. */
    static final int SIZE = 512;

    private static final int ENTRY_COUNT = 4;
    private static final int ENTRIES_OFFSET = 0x1BE;
    private static final int ENTRY_SIZE = 16;
    private static final int SIGNATURE = 0xAA55;
    private static final Field BOOT_SIGNATURE = new Field("signature", 0x1FE, 2);
    private static final Field DISK_SIGNATURE = new Field("disk signature", 0x1B8, 4);
    private static final int ACTIVE = 0x80;

    /**
     * One entry.
     *
     * @param active what marks the partition to boot from: 0 or 0x80
     * @param type code of what is in it
     * @param start in sectors
     * @param count in sectors; 0 for an unused entry
     */
    record Entry(int active, int type, long start, long count) {
        private static final int EMPTY_TYPE = 0;
        private static final int PROTECTIVE_TYPE = 0xEE;

        boolean isUsed() {
            return type != EMPTY_TYPE && count != 0;
        }

        boolean isProtective() {
            return type == PROTECTIVE_TYPE;
        }

        boolean isExtended() {
            return type == 0x05 || type == 0x0F || type == 0x85;
        }
    }

    MasterBootRecord {
        entries = List.copyOf(entries);
    }

    /** Reads the first sector of a disk; returns nothing if it is not that of a divided disk. */
    static Optional<MasterBootRecord> read(BlockDevice disk) throws IOException {
        if (disk.sizeBytes() < SIZE) {
            return Optional.empty();
        }
        return parse(DeviceReads.structure("MBR", disk, 0, SIZE))
                .filter(MasterBootRecord::dividesADisk);
    }

    /** Parses a sector; returns nothing if the signature is missing. */
    static Optional<MasterBootRecord> parse(Structure sector) throws MalformedStructureException {
        if (sector.u16(BOOT_SIGNATURE) != SIGNATURE) {
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>(ENTRY_COUNT);
        for (int i = 0; i < ENTRY_COUNT; i++) {
            int at = ENTRIES_OFFSET + i * ENTRY_SIZE;
            entries.add(
                    new Entry(
                            sector.u8(new Field("status", at, 1)),
                            sector.u8(new Field("type", at + 4, 1)),
                            sector.u32(new Field("first LBA", at + 8, 4)),
                            sector.u32(new Field("sector count", at + 12, 4))));
        }
        return Optional.of(new MasterBootRecord(entries, sector.u32(DISK_SIGNATURE)));
    }

    private boolean dividesADisk() {
        return entries.stream().allMatch(entry -> entry.active == 0 || entry.active == ACTIVE)
                && entries.stream().anyMatch(entry -> entry.isUsed() && entry.start > 0);
    }

    PartitionScheme scheme() {
        if (entries.stream().noneMatch(Entry::isProtective)) {
            return PartitionScheme.MBR;
        }
        boolean alone = entries.stream().filter(Entry::isUsed).allMatch(Entry::isProtective);
        return alone ? PartitionScheme.GPT : PartitionScheme.HYBRID;
    }
}
