package dev.yagura.storage.block.partition;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The header of a GPT, verified.
 *
 * @param sectorBytes size of the sectors in which it counts
 * @param alternate sector of the other header
 * @param entriesSector first sector of the array of entries
 * @param entryCount entries in the array, at most 4096
 * @param entryBytes size of an entry, at most 4096
 * @param entriesChecksum CRC-32 of the array
 */
record GuidHeader(
        int sectorBytes,
        long alternate,
        long entriesSector,
        int entryCount,
        int entryBytes,
        int entriesChecksum) {
    /** Most entries that are accepted; 128 is what all tools make. */
    static final int MAX_ENTRIES = 4096;

    /** Largest array that is accepted; 16 KiB is what all tools make. */
    static final int MAX_ARRAY_BYTES = 1 << 20;

    private static final String NAME = "GPT header";
    private static final byte[] SIGNATURE = "EFI PART".getBytes(US_ASCII);
    private static final int MIN_SIZE = 92;
    private static final int MAX_ENTRY_BYTES = 4096;

    private static final Field F_SIGNATURE = new Field("Signature", 0, 8);
    private static final Field F_HEADER_SIZE = new Field("HeaderSize", 12, 4);
    private static final Field F_HEADER_CRC = new Field("HeaderCRC32", 16, 4);
    private static final Field F_MY_LBA = new Field("MyLBA", 24, 8);
    private static final Field F_ALTERNATE_LBA = new Field("AlternateLBA", 32, 8);
    private static final Field F_ENTRY_LBA = new Field("PartitionEntryLBA", 72, 8);
    private static final Field F_ENTRY_COUNT = new Field("NumberOfPartitionEntries", 80, 4);
    private static final Field F_ENTRY_SIZE = new Field("SizeOfPartitionEntry", 84, 4);
    private static final Field F_ENTRIES_CRC = new Field("PartitionEntryArrayCRC32", 88, 4);

    /**
     * Reads and verifies a header.
     *
     * @param sector where it is, in sectors of {@code sectorBytes}
     * @throws MalformedStructureException if there is none that can be used
     */
    static GuidHeader read(BlockDevice disk, int sectorBytes, long sector) throws IOException {
        byte[] bytes = DeviceReads.bytes(NAME, disk, sector * sectorBytes, sectorBytes);
        Structure header = Structure.of(NAME, bytes);
        if (!Arrays.equals(header.copy(F_SIGNATURE), SIGNATURE)) {
            throw header.malformed(
                    Reason.BAD_MAGIC,
                    F_SIGNATURE,
                    "of sector %d is another, expected EFI PART".formatted(sector));
        }
        int size = (int) header.u32InRange(F_HEADER_SIZE, MIN_SIZE, sectorBytes);
        verify(header, bytes, size);
        header.u64InRange(F_MY_LBA, sector, sector);
        long maxSector = disk.sizeBytes() / sectorBytes - 1;
        int entryBytes = (int) header.u32InRange(F_ENTRY_SIZE, 128, MAX_ENTRY_BYTES);
        if (Integer.bitCount(entryBytes) != 1) {
            throw header.malformed(
                    Reason.OUT_OF_RANGE,
                    F_ENTRY_SIZE,
                    "is %d, expected a power of two".formatted(entryBytes));
        }
        return new GuidHeader(
                sectorBytes,
                header.u64(F_ALTERNATE_LBA),
                header.u64InRange(F_ENTRY_LBA, 1, maxSector),
                (int)
                        header.u32InRange(
                                F_ENTRY_COUNT,
                                0,
                                Math.min(MAX_ENTRIES, MAX_ARRAY_BYTES / entryBytes)),
                entryBytes,
                (int) header.u32(F_ENTRIES_CRC));
    }

    /** Returns the array of entries, verified. */
    byte[] entries(BlockDevice disk) throws IOException {
        byte[] array =
                DeviceReads.bytes(
                        "GPT entries", disk, entriesSector * sectorBytes, entryCount * entryBytes);
        int computed = crc32(array);
        if (computed != entriesChecksum) {
            throw new MalformedStructureException(
                    Reason.BAD_CHECKSUM,
                    NAME,
                    F_ENTRIES_CRC.name(),
                    F_ENTRIES_CRC.offset(),
                    mismatch(entriesChecksum, computed));
        }
        return array;
    }

    private static void verify(Structure header, byte[] bytes, int size)
            throws MalformedStructureException {
        int stored = (int) header.u32(F_HEADER_CRC);
        byte[] covered = Arrays.copyOf(bytes, size);
        int from = (int) F_HEADER_CRC.offset();
        Arrays.fill(covered, from, from + (int) F_HEADER_CRC.size(), (byte) 0);
        int computed = crc32(covered);
        if (computed != stored) {
            throw header.malformed(Reason.BAD_CHECKSUM, F_HEADER_CRC, mismatch(stored, computed));
        }
    }

    private static String mismatch(int stored, int computed) {
        return "is 0x%08x, computed 0x%08x".formatted(stored, computed);
    }

    private static int crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
