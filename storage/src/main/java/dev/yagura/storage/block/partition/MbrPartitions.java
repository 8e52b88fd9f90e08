package dev.yagura.storage.block.partition;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.block.partition.MasterBootRecord.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of an MBR: four primary ones, and the chain of logical ones in an extended one.
 */
final class MbrPartitions {
    private static final int FIRST_LOGICAL = 5;

    /** As many as the kernel gives numbers to, see {@code DISK_MAX_PARTS}. */
    private static final int MAX_PARTITIONS = 256;

    private final BlockDevice disk;
    private final MasterBootRecord record;
    private final int sectorBytes;
    private final List<String> notes;
    private final List<Partition> partitions = new ArrayList<>();

    MbrPartitions(BlockDevice disk, MasterBootRecord record, List<String> notes) {
        this.disk = disk;
        this.record = record;
        this.sectorBytes = disk.sectorBytes();
        this.notes = notes;
    }

    List<Partition> list() throws IOException {
        @Nullable Entry extended = null;
        for (int i = 0; i < record.entries().size(); i++) {
            Entry entry = record.entries().get(i);
            if (entry.isUsed()) {
                add(i + 1, entry, entry.start());
                if (extended == null && entry.isExtended()) {
                    extended = entry;
                }
            }
        }
        if (extended != null) {
            try {
                addLogical(extended);
            } catch (MalformedStructureException e) {
                notes.add("the chain of logical partitions ends early: " + e.getMessage());
            }
        }
        return partitions;
    }

    /** Follows the chain: each link has one partition, and the place of the next link. */
    private void addLogical(Entry extended) throws IOException {
        Set<Long> seen = new HashSet<>();
        long link = extended.start();
        int number = FIRST_LOGICAL;
        while (number <= MAX_PARTITIONS) {
            if (!seen.add(link)) {
                throw broken(Reason.CYCLE, link, "was there before, expected a link that was not");
            }
            @Nullable Entry next = null;
            for (Entry entry : link(link).entries()) {
                if (!entry.isUsed()) {
                    continue;
                }
                if (!entry.isExtended() && number <= MAX_PARTITIONS) {
                    add(number++, entry, link + entry.start());
                } else if (next == null && entry.isExtended()) {
                    next = entry;
                }
            }
            if (next == null) {
                return;
            }
            if (next.start() >= extended.count()) {
                throw broken(
                        Reason.OUT_OF_RANGE,
                        link,
                        "leads to sector %d of the extended partition, expected one of its %d"
                                .formatted(next.start(), extended.count()));
            }
            link = extended.start() + next.start();
        }
        notes.add("there are more than " + MAX_PARTITIONS + " partitions; the rest is left out");
    }

    private MasterBootRecord link(long sector) throws IOException {
        Optional<MasterBootRecord> link =
                MasterBootRecord.parse(
                        DeviceReads.structure(
                                "link of logical partitions",
                                disk,
                                sector * sectorBytes,
                                MasterBootRecord.SIZE));
        return link.orElseThrow(
                () -> broken(Reason.BAD_MAGIC, sector, "has no signature, expected 0xaa55"));
    }

    private MalformedStructureException broken(Reason reason, long sector, String detail) {
        return new MalformedStructureException(
                reason, "link of logical partitions", "sector", sector * sectorBytes, detail);
    }

    private void add(int number, Entry entry, long startSector) {
        String code = "%02x".formatted(entry.type());
        PartitionBounds.add(
                disk,
                new Partition(
                        number,
                        "",
                        PartitionTypes.mbr(code),
                        code,
                        "%08x-%02x".formatted(record.diskSignature(), number),
                        startSector * sectorBytes,
                        entry.count() * sectorBytes),
                partitions,
                notes);
    }
}
