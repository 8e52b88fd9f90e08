package dev.yagura.storage.block.partition;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The partitions of a GPT, by its first header or by the copy at the end of the disk. */
final class GuidPartitions {
    private static final int SMALL_SECTOR = 512;
    private static final int LARGE_SECTOR = 4096;
    private static final String UNUSED = "00000000-0000-0000-0000-000000000000";
    private static final int NAME_OFFSET = 56;
    private static final int NAME_BYTES = 72;

    private static final Field F_FIRST_LBA = new Field("StartingLBA", 32, 8);
    private static final Field F_LAST_LBA = new Field("EndingLBA", 40, 8);
    private static final Field F_TYPE = new Field("PartitionTypeGUID", 0, 16);
    private static final Field F_UNIQUE = new Field("UniquePartitionGUID", 16, 16);
    private static final Field F_NAME = new Field("PartitionName", NAME_OFFSET, NAME_BYTES);

    private GuidPartitions() {}

    /** A header and the array that it verifies. */
    private record Verified(GuidHeader header, MemorySegment entries) {}

    static List<Partition> list(BlockDevice disk, List<String> notes) throws IOException {
        Verified table = find(disk, notes);
        List<Partition> partitions = new ArrayList<>();
        GuidHeader header = table.header;
        for (int i = 0; i < header.entryCount(); i++) {
            long at = (long) i * header.entryBytes();
            Structure entry =
                    new Structure(
                            "GPT entry " + (i + 1), table.entries.asSlice(at, header.entryBytes()));
            String type = Guids.text(entry.copy(F_TYPE));
            if (!type.equals(UNUSED)) {
                try {
                    Partition partition = partition(header, i + 1, type, entry);
                    PartitionBounds.add(disk, partition, partitions, notes);
                } catch (MalformedStructureException e) {
                    notes.add("partition %d is left out: %s".formatted(i + 1, e.getMessage()));
                }
            }
        }
        return partitions;
    }

    private static Partition partition(GuidHeader header, int number, String type, Structure entry)
            throws MalformedStructureException {
        long maxSector = Long.MAX_VALUE / header.sectorBytes() - 1;
        long first = entry.u64InRange(F_FIRST_LBA, 1, maxSector);
        long last = entry.u64InRange(F_LAST_LBA, first, maxSector);
        return new Partition(
                number,
                name(entry),
                PartitionTypes.gpt(type),
                type,
                Guids.text(entry.copy(F_UNIQUE)),
                first * header.sectorBytes(),
                (last - first + 1) * header.sectorBytes());
    }

    private static String name(Structure entry) throws MalformedStructureException {
        String name = new String(entry.copy(F_NAME), UTF_16LE);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    private static Verified find(BlockDevice disk, List<String> notes) throws IOException {
        MalformedStructureException why;
        try {
            return verified(disk, SMALL_SECTOR, 1);
        } catch (MalformedStructureException e) {
            why = e;
        }
        try {
            return verified(disk, LARGE_SECTOR, 1);
        } catch (MalformedStructureException e) {
            if (e.reason() != Reason.BAD_MAGIC) {
                why = e; // what is wrong with a header tells more than that there is none
            }
        }
        for (int sectorBytes : new int[] {SMALL_SECTOR, LARGE_SECTOR}) {
            Optional<Verified> copy = copy(disk, sectorBytes);
            if (copy.isPresent()) {
                notes.add(
                        "the GPT is damaged (%s); its copy at the end of the disk is used"
                                .formatted(why.getMessage()));
                return copy.get();
            }
        }
        throw why;
    }

    private static Optional<Verified> copy(BlockDevice disk, int sectorBytes) throws IOException {
        try {
            return Optional.of(verified(disk, sectorBytes, disk.sizeBytes() / sectorBytes - 1));
        } catch (MalformedStructureException e) {
            return Optional.empty(); // the first header's damage is what is told
        }
    }

    private static Verified verified(BlockDevice disk, int sectorBytes, long sector)
            throws IOException {
        GuidHeader header = GuidHeader.read(disk, sectorBytes, sector);
        return new Verified(header, MemorySegment.ofArray(header.entries(disk)));
    }
}
