package dev.yagura.memory.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.memory.Extent;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real page tables against QEMU's reading of them; see README.md beside the resources. */
class QemuTablesTest {
    private final List<Extent> tables = new ArrayList<>();
    private long cr3;
    private PagingMode mode = PagingMode.FOUR_LEVEL;

    private void load(String guest) throws IOException {
        ByteBuffer in =
                ByteBuffer.wrap(resource(guest + ".tables.gz")).order(ByteOrder.LITTLE_ENDIAN);
        cr3 = in.getLong();
        mode = PagingMode.ofCr4(in.getLong());
        while (in.hasRemaining()) {
            long gpa = in.getLong();
            byte[] table = new byte[4096];
            in.get(table);
            tables.add(new Extent(gpa, MemorySegment.ofArray(table)));
        }
    }

    private static byte[] resource(String name) throws IOException {
        InputStream packed =
                Objects.requireNonNull(QemuTablesTest.class.getResourceAsStream(name), name);
        try (InputStream in = new GZIPInputStream(packed)) {
            return in.readAllBytes();
        }
    }

    private static List<String[]> tlb(String guest) throws IOException {
        return new String(resource(guest + ".tlb.gz"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("[: ]+"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"qemu-4-level, FOUR_LEVEL, 10967", "qemu-5-level, FIVE_LEVEL, 10959"})
    void findsTheMappingsThatQemuFinds(String guest, PagingMode expected, int count)
            throws IOException {
        load(guest);
        assertThat(mode).isEqualTo(expected);
        List<String[]> tlb = tlb(guest);
        assertThat(tlb).hasSize(count);

        for (PhysicalMemory memory :
                List.of(
                        new SegmentMemory(tables, false),
                        new Look(new SegmentMemory(tables, true)))) {
            List<Mapping> found = new ArrayList<>();
            MappingSweep sweep =
                    new AddressSpace(memory, cr3, mode).forEachMapping(0, -1, found::add);

            assertThat(sweep.complete()).isTrue();
            assertThat(sweep.tables()).isEqualTo(tables.size());
            assertThat(found).hasSize(count);
            for (int i = 0; i < count; i++) {
                check(found.get(i), tlb.get(i));
            }
        }
    }

    private static void check(Mapping mapping, String[] line) {
        String bits = line[2];
        assertThat(mapping.gva()).isEqualTo(Long.parseUnsignedLong(line[0], 16));
        assertThat(mapping.gpa()).isEqualTo(Long.parseUnsignedLong(line[1], 16));
        assertThat(mapping.pageSize() > 4096).isEqualTo(bits.charAt(2) == 'P');
        // The leaf grants at most what QEMU shows; tables above it may take rights away.
        if (mapping.access().writable()) {
            assertThat(bits).endsWith("W");
        }
        if (mapping.access().user()) {
            assertThat(bits.charAt(7)).isEqualTo('U');
        }
        if (mapping.access().executable()) {
            assertThat(bits).startsWith("-");
        }
    }

    @ParameterizedTest
    @CsvSource({"qemu-4-level", "qemu-5-level"})
    void translatesEachAddressAsQemuDoes(String guest) throws IOException {
        load(guest);
        AddressSpace space = new AddressSpace(new SegmentMemory(tables, false), cr3, mode);

        for (String[] line : tlb(guest)) {
            long gva = Long.parseUnsignedLong(line[0], 16) + 0x123;
            long gpa = Long.parseUnsignedLong(line[1], 16) + 0x123;
            assertThat(space.gpaOf(gva)).isEqualTo(gpa);
        }
    }

    /** {@code gva2gpa} of QEMU says "Unmapped" for these. */
    @ParameterizedTest
    @CsvSource({
        "qemu-4-level, 0xffffffffff600000",
        "qemu-4-level, 0xdeadbeef0000",
        "qemu-5-level, 0xffffffff00000000",
        "qemu-5-level, 0x7ffff0000000",
    })
    void findsNothingWhereQemuFindsNothing(String guest, String gva) throws IOException {
        load(guest);
        AddressSpace space = new AddressSpace(new SegmentMemory(tables, false), cr3, mode);

        assertThat(space.translate(Long.parseUnsignedLong(gva.substring(2), 16)))
                .isNotInstanceOf(Translation.Mapped.class);
    }
}
