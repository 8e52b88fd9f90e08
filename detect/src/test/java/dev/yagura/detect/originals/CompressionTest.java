package dev.yagura.detect.originals;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZOutputStream;

/**
 * 3000 bytes, each form of which is read. The kernels of the tests with guests are of XZ (5.10),
 * LZ4 (6.1) and Zstandard (later).
 */
class CompressionTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 200);
    private static final int LENGTH = 3000;

    /** {@code yes yagura | head -c 3000 | lz4 -l -9 -c}, lz4 1.9.4. */
    private static final String LZ4 =
            "02214c181c0000007f7961677572610a0700ffffffffffffffffffffffa4500a79616775";

    /** {@code yes yagura | head -c 3000 | zstd -19 -c}, zstd 1.5.4. */
    private static final String ZSTD = "28b52ffd0468750000387961677572610a0100ae935f8c887ac483";

    private static byte[] plain() {
        byte[] text = "yagura\n".getBytes(US_ASCII);
        byte[] plain = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            plain[i] = text[i % text.length];
        }
        return plain;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] compressed(Compression compression) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (compression) {
            case GZIP -> {
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(plain());
                }
            }
            case XZ -> {
                FilterOptions[] asTheKernel = {new X86Options(), new LZMA2Options()};
                try (XZOutputStream xz = new XZOutputStream(out, asTheKernel)) {
                    xz.write(plain());
                }
            }
            case LZ4 -> out.writeBytes(hex(LZ4));
            case ZSTD -> out.writeBytes(hex(ZSTD));
            default -> throw new IllegalArgumentException(compression.toString());
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "LZ4", "ZSTD"})
    void readsWhatToolsWrite(Compression compression) throws IOException {
        byte[] file = compressed(compression);
        assertThat(Compression.decompress("file", file, LENGTH)).isEqualTo(plain());
        byte[] withSize = Arrays.copyOf(file, file.length + 4); // as the kernel's build puts it
        assertThat(Compression.decompress("file", withSize, LENGTH)).isEqualTo(plain());
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "LZ4", "ZSTD"})
    void holdsNoMoreThanAllowed(Compression compression) throws IOException {
        byte[] file = compressed(compression);
        assertThatThrownBy(() -> Compression.decompress("file", file, LENGTH - 1))
                .isInstanceOf(MalformedStructureException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "LZ4", "ZSTD"})
    void damageIsRefusedOrRead(Compression compression) throws IOException {
        byte[] whole = compressed(compression);
        Random random = new Random(5);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(Compression.decompress("file", damaged, 4 * LENGTH).length)
                        .isLessThanOrEqualTo(4 * LENGTH);
            } catch (MalformedStructureException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"5d 00 00 80 00, LZMA", "89 4c 5a 4f 00, LZO", "42 5a 68 39 31, bzip2"})
    void othersAreRefusedByName(String magic, String name) {
        assertThatThrownBy(() -> Compression.decompress("file", hex(magic), LENGTH))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is %s, which is not read".formatted(name));
    }

    @Test
    void whatIsNotCompressedIsRefused() {
        assertThatThrownBy(() -> Compression.decompress("file", new byte[0], LENGTH))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("begins as no compression that is known does");
    }
}
