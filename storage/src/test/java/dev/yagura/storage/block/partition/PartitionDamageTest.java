package dev.yagura.storage.block.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables made by hand, as no tool makes them. */
class PartitionDamageTest {
    private static final int SECTOR = 512;
    private static final int SECTORS = 256;

    private final byte[] disk = new byte[SECTORS * SECTOR];
    private final ByteBuffer view = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void endsACycleOfLogicalPartitions() throws IOException {
        entry(0, 0, 0x05, 10, 200);
        entry(10, 0, 0x83, 1, 5);
        entry(10, 1, 0x05, 20, 10);
        entry(30, 0, 0x83, 1, 5);
        entry(30, 1, 0x05, 0, 10);

        PartitionTable table = read().orElseThrow();

        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5, 6);
        assertThat(table.notes())
                .containsExactly(
                        "the chain of logical partitions ends early: link of logical partitions:"
                                + " sector at 0x1400 was there before, expected a link that was not");
    }

    @Test
    void numbersNoMorePartitionsThanTheKernel() throws IOException {
        byte[] large = Arrays.copyOf(disk, 400 * SECTOR);
        ByteBuffer into = ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN);
        entry(into, 0, 0, 0x05, 1, 399);
        for (int link = 1; link < 399; link++) {
            entry(into, link, 0, 0x83, 0, 1);
            entry(into, link, 1, 0x05, link, 1);
        }

        PartitionTable table = PartitionTable.read(MemoryDevice.of(large)).orElseThrow();

        assertThat(table.partitions()).hasSize(1 + 252);
        assertThat(table.partitions().getLast().number()).isEqualTo(256);
        assertThat(table.notes()).hasSize(1).first().asString().contains("more than 256");
    }

    @Test
    void keepsWhatIsReadableOfABrokenChain() throws IOException {
        entry(0, 0, 0x05, 10, 200);
        entry(10, 0, 0x83, 1, 5);
        entry(10, 1, 0x05, 20, 10); // where no link is

        PartitionTable table = read().orElseThrow();

        assertThat(table.partitions()).hasSize(2);
        assertThat(table.notes()).first().asString().contains("has no signature");
    }

    @Test
    void cutsAndLeavesOutWhatIsNotOnTheDisk() throws IOException {
        entry(0, 0, 0x83, 200, 100);
        entry(0, 1, 0x83, 256, 1);
        entry(0, 2, 0x83, 0xFFFF_FFFFL, 0xFFFF_FFFFL);

        PartitionTable table = read().orElseThrow();

        assertThat(table.partitions())
                .singleElement()
                .extracting(Partition::sizeBytes)
                .isEqualTo(56L * SECTOR);
        assertThat(table.notes()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"0x446, 0x7F", "0x1BE, 0x01", "0x1EE, 0xFF", "0x1FE, 0x00"})
    void takesCodeForNoTable(String at, String value) throws IOException {
        entry(0, 0, 0x83, 1, 1);
        disk[Integer.decode(at) % SECTOR] = Integer.decode(value).byteValue();
        Optional<PartitionTable> table = read();
        assertThat(table.isPresent()).isEqualTo(Integer.decode(at) >= SECTOR);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 91, OUT_OF_RANGE, HeaderSize",
        "12, 0x7FFFFFFF, OUT_OF_RANGE, HeaderSize",
        "24, 2, OUT_OF_RANGE, MyLBA",
        "72, 0, OUT_OF_RANGE, PartitionEntryLBA",
        "79, 0xFF, OUT_OF_RANGE, PartitionEntryLBA",
        "80, 2000, TRUNCATED, range",
        "80, 0x7FFFFFFF, OUT_OF_RANGE, NumberOfPartitionEntries",
        "84, 64, OUT_OF_RANGE, SizeOfPartitionEntry",
        "84, 129, OUT_OF_RANGE, SizeOfPartitionEntry",
        "84, 0x7FFFFFFF, OUT_OF_RANGE, SizeOfPartitionEntry",
        "88, 1, BAD_CHECKSUM, PartitionEntryArrayCRC32",
    })
    void refusesHostileHeadersThoughTheirChecksumIsRight(
            int at, String value, Reason reason, String field) {
        gpt(4, 128);
        view.putInt(SECTOR + at, Long.decode(value).intValue());
        seal();

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "9, 8", "-1, -1", "0x7FFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF"})
    void leavesOutEntriesThatAreNoRange(String first, String last) throws IOException {
        gpt(4, 128);
        gptEntry(0, Long.decode(first), Long.decode(last));
        gptEntry(1, 8, 9);
        seal();

        PartitionTable table = read().orElseThrow();

        assertThat(table.partitions()).extracting(Partition::number).containsExactly(2);
        assertThat(table.notes()).hasSize(1);
    }

    @Test
    void survivesBeingCutShortAndMutations() throws IOException {
        gpt(4, 128);
        gptEntry(0, 8, 9);
        seal();
        for (int length = 0; length < disk.length; length += 100) {
            exhaust(Arrays.copyOf(disk, length));
        }
        Mutations gpt = new Mutations(disk);
        Arrays.fill(disk, (byte) 0);
        entry(0, 0, 0x05, 10, 200);
        entry(10, 0, 0x83, 1, 5);
        entry(10, 1, 0x05, 20, 10);
        entry(30, 0, 0x83, 1, 5);
        Mutations mbr = new Mutations(disk);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            exhaust(gpt.get(seed));
            exhaust(mbr.get(seed));
        }
    }

    private static void exhaust(byte[] bytes) throws IOException {
        try {
            Optional<PartitionTable> table = PartitionTable.read(MemoryDevice.of(bytes));
            for (Partition partition : table.map(PartitionTable::partitions).orElse(List.of())) {
                try (BlockDevice device = table.orElseThrow().device(partition)) {
                    device.read(device.sizeBytes() - 1, MemorySegment.ofArray(new byte[1]));
                }
            }
        } catch (MalformedStructureException e) {
            // What a reader is to say of such bytes.
        }
    }

    private Optional<PartitionTable> read() throws IOException {
        return PartitionTable.read(MemoryDevice.of(disk));
    }

    private void entry(int sector, int index, int type, long start, long count) {
        entry(view, sector, index, type, start, count);
    }

    private static void entry(
            ByteBuffer disk, int sector, int index, int type, long start, long count) {
        int at = sector * SECTOR + 0x1BE + index * 16;
        disk.put(at + 4, (byte) type).putInt(at + 8, (int) start).putInt(at + 12, (int) count);
        disk.putShort(sector * SECTOR + 0x1FE, (short) 0xAA55);
    }

    private void gpt(int entries, int entryBytes) {
        entry(0, 0, 0xEE, 1, SECTORS - 1);
        view.putLong(SECTOR, 0x5452_4150_2049_4645L).putInt(SECTOR + 12, 92);
        view.putLong(SECTOR + 24, 1).putLong(SECTOR + 72, 2);
        view.putInt(SECTOR + 80, entries).putInt(SECTOR + 84, entryBytes);
        view.putInt(SECTOR + 88, crc(2 * SECTOR, entries * entryBytes));
    }

    private void gptEntry(int index, long first, long last) {
        int at = 2 * SECTOR + index * 128;
        view.putLong(at, 0x1234).putLong(at + 32, first).putLong(at + 40, last);
        view.putInt(SECTOR + 88, crc(2 * SECTOR, 4 * 128));
    }

    private void seal() {
        view.putInt(SECTOR + 16, 0);
        view.putInt(SECTOR + 16, crc(SECTOR, 92));
    }

    private int crc(int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(disk, from, length);
        return (int) crc.getValue();
    }
}
