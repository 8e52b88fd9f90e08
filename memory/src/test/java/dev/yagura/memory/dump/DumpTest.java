package dev.yagura.memory.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import dev.yagura.memory.paging.Translation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpTest {
    @TempDir private Path directory;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("dump"), bytes);
    }

    @Test
    void readsARawFileFlat() throws IOException {
        byte[] ram = new byte[3 * 4096];
        new Random(1).nextBytes(ram);

        try (Dump dump = Dump.open(file(ram))) {
            assertThat(dump.format()).isEqualTo("raw");
            assertThat(dump.ranges()).containsExactly(new GpaRange(0, ram.length));
            assertThat(dump.isLive()).isFalse();
            assertThat(dump.registers()).isEmpty();
            byte[] copy = new byte[5000];
            dump.read(3000, MemorySegment.ofArray(copy));
            assertThat(copy).isEqualTo(Arrays.copyOfRange(ram, 3000, 8000));
            assertThat(
                            dump.page(4097)
                                    .orElseThrow()
                                    .mismatch(MemorySegment.ofArray(ram).asSlice(4096, 4096)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void laysARawFileOutAsTold() throws IOException {
        byte[] ram = new byte[2 * 4096];
        ram[0] = 'E'; // not even a magic number makes it another format
        System.arraycopy("EMiL".getBytes(ISO_8859_1), 0, ram, 0, 4);
        ram[4096] = 42;
        List<RawExtent> layout =
                List.of(new RawExtent(0x1_0000_0000L, 4096, 4096), new RawExtent(0, 0, 4096));

        try (Dump dump = Dump.openRaw(file(ram), layout)) {
            assertThat(dump.ranges())
                    .containsExactly(
                            new GpaRange(0, 4096), new GpaRange(0x1_0000_0000L, 0x1_0000_1000L));
            byte[] one = new byte[1];
            dump.read(0x1_0000_0000L, MemorySegment.ofArray(one));
            assertThat(one).containsExactly(42);
        }
    }

    @Test
    void refusesALayoutThatTheFileCannotFill() throws IOException {
        Path file = file(new byte[4096]);

        assertThatThrownBy(() -> Dump.openRaw(file, List.of(new RawExtent(0, 4096, 1))))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage("raw dump extent 0: file size at 0x0 is 4096, expected at least 4097");
        assertThatThrownBy(() ->
                        Dump.openRaw(
                                SparseFile.write(directory.resolve("two"), new byte[] {1}, 8192),
                                List.of(new RawExtent(0, 0, 4096), new RawExtent(0xFFF, 0, 4096))))
                .isInstanceOf(MalformedStructureException.class);
        assertThatThrownBy(() -> Dump.openRaw(file, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "4095", "4097", "1000000"})
    void refusesRawFilesThatAreNotWholePages(int size) throws IOException {
        Path file = file(new byte[size]);

        assertThatThrownBy(() -> Dump.open(file))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessage(
                        "raw dump: file size at 0x0 is "
                                + size
                                + ", expected a multiple of 4096 (or the magic of an ELF core or a"
                                + " LiME dump)");
    }

    @ParameterizedTest
    @CsvSource({
        "514649fb00000003, a qcow2 image",
        "4b44554d50202020, a kdump-compressed dump (makedumpfile)",
        "4449534b44554d50, a diskdump",
        "6d616b6564756d7066696c6500000000, a flattened makedumpfile dump",
        "41564d4c02000000, a compressed avml dump",
        "5041474544553634, a Windows crash dump",
        "5145564d00000003, a QEMU migration stream",
        "4c69627669727451656d756453617665, a saved state of libvirt",
        "4c69627669727451656d756450617274, an unfinished saved state of libvirt",
        "4c554b53babe0002, a LUKS volume",
        "4b444d5601000000, a VMDK image",
        "7668647866696c65, a VHDX image",
        "1f8b080000000000, gzip-compressed",
        "fd377a585a000004, xz-compressed",
        "28b52ffd04000000, zstd-compressed",
        "04224d1864000000, lz4-compressed",
        "425a683931415926, bzip2-compressed",
        "504b030414000000, a zip archive",
        "0a0d0d0a1c000000, a pcapng capture",
    })
    void refusesOtherFormatsByName(String head, String name) throws IOException {
        byte[] page = Arrays.copyOf(HexFormat.of().parseHex(head), 4096);
        Path file = file(page);

        assertThatThrownBy(() -> Dump.open(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": is " + name + ", a memory dump was expected");
    }

    @Test
    void refusesWhatIsNoFileWithContents() throws IOException {
        Path missing = directory.resolve("missing");
        Path empty = Files.createFile(directory.resolve("empty"));

        assertThatThrownBy(() -> Dump.open(directory))
                .hasMessage(directory + ": is a directory, a memory dump was expected");
        assertThatThrownBy(() -> Dump.open(empty))
                .hasMessage(empty + ": is empty, a memory dump was expected");
        assertThatThrownBy(() -> Dump.open(Path.of("/dev/null")))
                .hasMessage("/dev/null: is not a regular file, a memory dump was expected");
        assertThatThrownBy(() -> Dump.open(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> Dump.of(MemorySegment.ofArray(new byte[0])))
                .hasMessage("dump: is empty, a memory dump was expected");
    }

    @Test
    void saysThatItMayNotRead() throws IOException {
        Path secret = file(new byte[4096]);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(secret)).as("runs as root").isFalse();

        assertThatThrownBy(() -> Dump.open(secret))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(secret + ": may not be read by this user");
    }

    @Test
    void mayBeClosedTwice() throws IOException {
        Dump dump = Dump.open(file(new byte[4096]));
        MemorySegment view = dump.mapped(0, 1).orElseThrow();

        dump.close();
        dump.close();

        assertThat(view.scope().isAlive()).isFalse();
    }

    /** A dump of zeros, of noise, and one whose only table points at itself. */
    @Test
    void opensAnyWholePagesAndTranslatesNothingInThem() throws IOException {
        byte[] noise = new byte[1 << 20];
        new Random(7).nextBytes(noise);

        for (byte[] ram : List.of(new byte[1 << 20], noise)) {
            Dump dump = Dump.of(MemorySegment.ofArray(ram));
            AddressSpace space = new AddressSpace(dump, 0x1000, PagingMode.FIVE_LEVEL);
            assertThat(space.translate(0xFF11_0000_0000_0000L))
                    .isNotInstanceOf(Translation.Mapped.class);
            assertThat(space.forEachMapping(0, -1, 10_000, mapping -> true).tables())
                    .isLessThanOrEqualTo(10_000);
        }
    }
}
