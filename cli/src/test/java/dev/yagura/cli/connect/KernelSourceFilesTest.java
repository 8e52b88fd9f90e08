package dev.yagura.cli.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.enclave.watch.Watch.SourceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class KernelSourceFilesTest {
    private static final byte[] JSON = "{\"user_types\": {}}".getBytes(US_ASCII);
    private static final int MIB = 1 << 20;

    // "The .xz File Format" 1.2.0: Block Header, and "LZMA2" in Filter IDs.
    private static final int BLOCK_HEADER_AT = 12;
    private static final int BLOCK_HEADER_BYTES = 8;
    private static final int DICTIONARY_AT = BLOCK_HEADER_AT + 4;
    private static final byte GIB_AND_HALF = 37;

    @TempDir private Path folder;

    @Test
    void aFileIsReadAsItIsAndDecompressedByItsEnding() throws IOException {
        assertThat(read(file("k.json", JSON))).isEqualTo(JSON);
        assertThat(read(file("k.json.xz", xz(JSON)))).isEqualTo(JSON);
    }

    @Test
    void aFileThatGrowsWithoutEndIsRefused() throws IOException {
        byte[] bomb = xz(new byte[4 * MIB]);
        assertThat(bomb).hasSizeLessThan(MIB / 100);
        Path file = file("bomb.json.xz", bomb);

        assertThatThrownBy(() -> KernelSourceFiles.read(SourceKind.ISF, file, 4 * MIB - 1))
                .hasMessage(file + ": ISF holds more than 4194303 bytes, expected a symbol file");
        assertThat(KernelSourceFiles.read(SourceKind.ISF, file, 4 * MIB)).hasSize(4 * MIB);
    }

    @Test
    void aFileThatIsNotWholeXzIsRefusedByName() throws IOException {
        byte[] whole = xz(JSON);
        for (int length = 0; length < whole.length; length++) {
            Path file = file("cut.xz", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> read(file))
                    .as("length %d", length)
                    .hasMessageStartingWith(file + ": does not decompress (");
        }
        Path plain = file("plain.json.xz", JSON);
        assertThatThrownBy(() -> read(plain))
                .hasMessageStartingWith(plain + ": does not decompress (")
                .hasMessageEndingWith("expected a whole XZ file that needs at most 128 MiB");
    }

    @Test
    void aFileThatWantsTooMuchMemoryIsRefused() throws IOException {
        byte[] greedy = xz(JSON);
        greedy[DICTIONARY_AT] = GIB_AND_HALF;
        CRC32 checksum = new CRC32();
        checksum.update(greedy, BLOCK_HEADER_AT, BLOCK_HEADER_BYTES);
        ByteBuffer.wrap(greedy)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(BLOCK_HEADER_AT + BLOCK_HEADER_BYTES, (int) checksum.getValue());
        Path file = file("greedy.xz", greedy);

        assertThatThrownBy(() -> read(file)).hasMessageContaining("KiB of memory would be needed");
    }

    private static byte[] read(Path file) throws IOException {
        return KernelSourceFiles.read(SourceKind.ISF, file);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] xz(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(0))) {
            xz.write(bytes);
        }
        return out.toByteArray();
    }
}
