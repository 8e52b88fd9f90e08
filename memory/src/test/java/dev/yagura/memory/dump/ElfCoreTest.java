package dev.yagura.memory.dump;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.memory.Extent;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.VcpuRegisters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The heads come from QEMU; their origin and what other tools say of them is in README.md there.
 */
class ElfCoreTest {
    private static final String HEAD = "qemu-3g.head";
    private static final long SIZE = 3_221_489_675L;

    @TempDir private Path directory;

    private Path core() throws IOException {
        return SparseFile.write(directory.resolve("core"), SparseFile.resource(HEAD), SIZE);
    }

    @Test
    void readsSegmentsAndRegistersOfARealCore() throws IOException {
        try (Dump dump = Dump.open(core())) {
            assertThat(dump.format()).isEqualTo("elf-core");
            assertThat(dump.ranges())
                    .containsExactly(
                            new GpaRange(0, 0x8000_0000L),
                            new GpaRange(0xFFFC_0000L, 0x1_4000_0000L));
            assertThat(dump.registers())
                    .containsExactly(
                            new VcpuRegisters(
                                    0,
                                    0xFFFF_FFFF_9F81_7A0BL,
                                    0x8005_0033L,
                                    0x1_0094_4000L,
                                    0x0075_1EB0L,
                                    0xFFFF_FE00_0000_0000L,
                                    0xFF2C_4F2A_BCC0_0000L),
                            new VcpuRegisters(
                                    1,
                                    0xFFFF_FFFF_9F81_7A0BL,
                                    0x8005_0033L,
                                    0x5261_0000L,
                                    0x0075_1EA0L,
                                    0xFFFF_FE00_0000_0000L,
                                    0xFF2C_4F2A_BCD0_0000L));
        }
    }

    @Test
    void readsEachSegmentFromItsPlaceInTheFile() throws IOException {
        Path file = core();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = SparseFile.mapPrivate(file, arena);
            bytes.set(JAVA_LONG_UNALIGNED, 0x800 + 0x7FFF_FFF8L, 1);
            bytes.set(JAVA_LONG_UNALIGNED, 0x8000_0800L, 2);
            bytes.set(JAVA_LONG_UNALIGNED, 0x8004_0800L, 3);
            Dump dump = Dump.of(bytes);

            assertThat(word(dump, 0x7FFF_FFF8L)).isEqualTo(1);
            assertThat(word(dump, 0xFFFC_0000L)).isEqualTo(2);
            assertThat(word(dump, 0x1_0000_0000L)).isEqualTo(3);
            assertThat(dump.mapped(0x8000_0000L, 1)).isEmpty();
        }
    }

    private static long word(Dump dump, long gpa) {
        return dump.mapped(gpa, 8).orElseThrow().get(JAVA_LONG_UNALIGNED, 0);
    }

    @Test
    void mergesSegmentsThatGiveTheSameBytesOfTheFileTwice() throws IOException {
        byte[] head = SparseFile.resource("qemu-paging.head.gz");

        try (Dump dump =
                Dump.open(SparseFile.write(directory.resolve("core"), head, 134_499_123))) {
            assertThat(dump.ranges()).containsExactly(new GpaRange(0, 0x7FE_3000));
            assertThat(dump.registers()).hasSize(2);
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] head = SparseFile.resource(HEAD);
        for (int length = 4; length < head.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(head, length));

            var e = catchThrowableOfType(MalformedStructureException.class, () -> Dump.of(cut));

            assertThat(e).as("length %d", length).isNotNull();
            assertThat(e.reason()).as("length %d", length).isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void saysHowLongTheFileShouldBe() throws IOException {
        Path file =
                SparseFile.write(
                        directory.resolve("cut"), SparseFile.resource(HEAD), 0xC004_0800L - 1);

        var e = catchThrowableOfType(MalformedStructureException.class, () -> Dump.open(file));

        assertThat(e)
                .hasMessage(
                        "elf program header 3: p_filesz at 0x20 needs a file of 3221489664 bytes,"
                                + " found 3221489663");
    }

    /** There is no checksum, so a flipped bit may go unnoticed; it must never do harm. */
    @Test
    void refusesOrBoundsEveryFlippedBit() throws IOException {
        Path file = core();
        int refused = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = SparseFile.mapPrivate(file, arena);
            for (int bit = 0; bit < 0x800 * 8; bit++) {
                flip(bytes, bit);
                try {
                    List<Extent> extents = ElfCore.parse(bytes).extents();
                    assertThat(extents).as("bit %d", bit).allMatch(e -> e.end() <= 1L << 52);
                } catch (MalformedStructureException e) {
                    refused++;
                }
                flip(bytes, bit);
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static void flip(MemorySegment bytes, int bit) {
        byte old = bytes.get(JAVA_BYTE, bit / 8);
        bytes.set(JAVA_BYTE, bit / 8, (byte) (old ^ (1 << (bit % 8))));
    }

    @ParameterizedTest
    @CsvSource({
        // offset of the field, width, value, structure, field, reason
        "4, 1, 1, elf header, e_ident[EI_CLASS], UNSUPPORTED",
        "5, 1, 2, elf header, e_ident[EI_DATA], UNSUPPORTED",
        "16, 2, 2, elf header, e_type, UNSUPPORTED",
        "18, 2, 183, elf header, e_machine, UNSUPPORTED",
        "54, 2, 32, elf header, e_phentsize, UNSUPPORTED",
        "56, 2, 0, elf header, e_phnum, OUT_OF_RANGE",
        "56, 2, 0xffff, elf header, e_phnum, OUT_OF_RANGE",
        "56, 2, 100, elf header, e_phnum, TRUNCATED",
        "32, 8, -1, elf header, e_phoff, OUT_OF_RANGE",
        "32, 8, 0x7fffffffffffffff, elf header, e_phoff, OUT_OF_RANGE",
        "32, 8, 4000, elf header, e_phnum, TRUNCATED",
        // program header 1
        "0x100, 8, -1, elf program header 1, p_offset, OUT_OF_RANGE",
        "0x100, 8, 0x7fffffffffffff00, elf program header 1, p_offset, OUT_OF_RANGE",
        "0x100, 8, 4096, elf program header 1, p_filesz, TRUNCATED",
        "0x110, 8, -1, elf program header 1, p_paddr, OUT_OF_RANGE",
        "0x110, 8, 0x10000000000000, elf program header 1, p_paddr, OUT_OF_RANGE",
        "0x118, 8, 0x80000001, elf program header 1, p_filesz, OUT_OF_RANGE",
        "0x118, 8, -1, elf program header 1, p_filesz, OUT_OF_RANGE",
        "0x120, 8, -1, elf program header 1, p_memsz, OUT_OF_RANGE",
        // the note segment, and its first note
        "0xe0, 8, 0x1000001, elf program header 0, p_filesz, OUT_OF_RANGE",
        "0xe0, 8, -1, elf program header 0, p_filesz, OUT_OF_RANGE",
        "0xc8, 8, 4096, elf program header 0, p_filesz, TRUNCATED",
        "0x1a0, 4, 0xffffffff, elf note at 0x0, n_namesz, OUT_OF_RANGE",
        "0x1a0, 4, 0x7fffffff, elf note at 0x0, n_namesz, OUT_OF_RANGE",
        "0x1a4, 4, 0xffffffff, elf note at 0x0, n_descsz, OUT_OF_RANGE",
        // the descriptor of the third note ends inside of its registers
        "0x46c, 4, 40, qemu vcpu state 0, rip, TRUNCATED",
    })
    void refusesHostileFields(
            String at, int width, String value, String structure, String field, Reason reason)
            throws IOException {
        byte[] head = Arrays.copyOf(SparseFile.resource(HEAD), 4096);
        for (int header = 1; header < 4; header++) {
            int entry = 0xC0 + 56 * header;
            put(head, entry + 8, 8, 0x800);
            put(head, entry + 32, 8, 0x100);
            put(head, entry + 40, 8, 0x80000000L);
        }
        assertThat(Dump.of(MemorySegment.ofArray(head)).registers()).hasSize(2);

        put(head, Integer.decode(at), width, Long.decode(value));
        var e =
                catchThrowableOfType(
                        MalformedStructureException.class,
                        () -> Dump.of(MemorySegment.ofArray(head)));

        assertThat(e.structure()).isEqualTo(structure);
        assertThat(e.field()).isEqualTo(field);
        assertThat(e.reason()).isEqualTo(reason);
    }

    private static void put(byte[] bytes, int at, int width, long value) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    @Test
    void takesWhatASegmentHasOnlyInMemoryForAHole() throws IOException {
        byte[] core = ElfCoreBuilder.core(new ElfCoreBuilder.Segment(0x1000, 0x2000, page(1)));

        assertThat(Dump.of(MemorySegment.ofArray(core)).ranges())
                .containsExactly(new GpaRange(0x1000, 0x2000));
    }

    @Test
    void acceptsOverlapsWithTheSameBytesAsKdumpWritesThem() throws IOException {
        byte[] text = page(7);
        byte[] ram = SparseFile.concat(page(1), page(7), page(3));
        byte[] core =
                ElfCoreBuilder.core(
                        new ElfCoreBuilder.Segment(0x2000, 0x1000, text),
                        new ElfCoreBuilder.Segment(0x1000, 0x3000, ram));

        Dump dump = Dump.of(MemorySegment.ofArray(core));

        assertThat(dump.ranges()).containsExactly(new GpaRange(0x1000, 0x4000));
        assertThat(read(dump, 0x1FFF, 2)).containsExactly(1, 7);
        assertThat(read(dump, 0x2FFF, 2)).containsExactly(7, 3);
    }

    @Test
    void refusesOverlapsThatDisagree() {
        byte[] core =
                ElfCoreBuilder.core(
                        new ElfCoreBuilder.Segment(0x1000, 0x1000, page(1)),
                        new ElfCoreBuilder.Segment(0x1800, 0x1000, page(2)));

        var e =
                catchThrowableOfType(
                        MalformedStructureException.class,
                        () -> Dump.of(MemorySegment.ofArray(core)));

        assertThat(e)
                .hasMessage(
                        "elf program header 1: p_paddr at 0x18 is 0x1800, expected an address"
                                + " outside of number 0, [0x1000, 0x2000)");
    }

    @Test
    void readsMemoryAlsoWithoutRegistersThatItKnows() throws IOException {
        byte[] head = Arrays.copyOf(SparseFile.resource(HEAD), 4096);
        for (int header = 1; header < 4; header++) {
            put(head, 0xC0 + 56 * header + 32, 8, 0);
        }
        put(head, 0x47C, 4, 2); // QEMUCPUState.version of the first

        assertThat(Dump.of(MemorySegment.ofArray(head)).registers()).hasSize(1);
    }

    private static byte[] page(int value) {
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) value);
        return page;
    }

    private static byte[] read(Dump dump, long gpa, int length) throws IOException {
        byte[] bytes = new byte[length];
        dump.read(gpa, MemorySegment.ofArray(bytes));
        return bytes;
    }
}
