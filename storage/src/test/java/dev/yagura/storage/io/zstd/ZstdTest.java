package dev.yagura.storage.io.zstd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.fixture.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames by the {@code zstd} program. */
class ZstdTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "text, --fast=5",
        "text, -1",
        "text, -5",
        "text, -12",
        "text, -19",
        "text, --ultra -22",
        "words, --fast=1",
        "words, -3",
        "words, -19",
        "runs, -1",
        "runs, -19",
        "zeros, -3",
        "noise, -3",
        "noise, -19",
        "tiny, -19",
        "empty, -3",
        "skewed, -1",
        "skewed, -19",
        "text, -3 --no-check --no-content-size",
        "words, -3 --long=27",
        "records, -9",
        "records, -19",
    })
    void decompressesWhatZstdCompressed(String content, String options) throws IOException {
        byte[] plain = content(content);
        byte[] into = new byte[plain.length];

        int length = Zstd.decompress(compress(plain, options), into);

        assertThat(length).isEqualTo(plain.length);
        assertThat(into).isEqualTo(plain);
    }

    @Test
    void readsSeveralFramesAndLeavesWhatFollows() throws IOException {
        byte[] frame = compress(content("tiny"), "-3");
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(HexFormat.of().parseHex("502a4d1803000000abcdef")); // to be skipped
        frames.write(frame);
        frames.write(frame);
        frames.write(new byte[100]);
        int tiny = content("tiny").length;
        byte[] into = new byte[3 * tiny];

        assertThat(Zstd.decompress(frames.toByteArray(), into)).isEqualTo(2 * tiny);
        assertThat(Arrays.copyOf(into, tiny)).isEqualTo(content("tiny"));
        assertThat(Arrays.copyOfRange(into, tiny, 2 * tiny)).isEqualTo(content("tiny"));
    }

    @Test
    void writesNoMoreThanThereIsRoomFor() throws IOException {
        byte[] bomb = compress(new byte[50_000_000], "-3 --no-content-size");
        assertThatThrownBy(() -> Zstd.decompress(bomb, new byte[100_000]))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("expected at most 100000");
    }

    @Test
    void findsAFlippedBitByTheChecksum() throws IOException {
        byte[] noise = compress(content("noise"), "-3");
        noise[noise.length / 2] ^= 1;
        assertThatThrownBy(() -> Zstd.decompress(noise, new byte[content("noise").length]))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_CHECKSUM));
    }

    @Test
    void refusesDictionariesAndOtherFormatsByName() {
        byte[] dictionary = HexFormat.of().parseHex("28b52ffd0100ff01000000");
        assertThatThrownBy(() -> Zstd.decompress(dictionary, new byte[10]))
                .hasMessageContaining("dictionaries are not read");
        assertThatThrownBy(() -> Zstd.decompress(new byte[10], new byte[10]))
                .hasMessageContaining("Magic_Number at 0x0 is 0x0, expected 0xfd2fb528");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "runs", "skewed"})
    void refusesEveryTruncation(String content) throws IOException {
        byte[] frame = compress(Arrays.copyOf(content(content), 3000), "-19");
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> Zstd.decompress(cut, new byte[3000]))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "words", "skewed", "records"})
    void survivesMutations(String content) throws IOException {
        byte[] plain = content(content);
        Mutations mutations = new Mutations(compress(plain, "-19 --no-check"));
        byte[] into = new byte[plain.length];
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            try {
                Zstd.decompress(mutations.get(seed), into);
            } catch (MalformedStructureException e) {
                // What a decoder is to say of such bytes.
            }
        }
    }

    private byte[] compress(byte[] plain, String options) throws IOException {
        Files.write(folder.resolve("plain"), plain);
        HostTool.require("zstd");
        HostTool.run(folder, "sh", "-c", "zstd -q -f %s -o frame plain".formatted(options));
        return Files.readAllBytes(folder.resolve("frame"));
    }

    private static byte[] content(String kind) {
        Random random = new Random(7);
        byte[] bytes = new byte[300_000];
        switch (kind) {
            case "empty" -> bytes = new byte[0];
            case "tiny" -> bytes = "a few bytes, a few bytes".getBytes(UTF_8);
            case "noise" -> random.nextBytes(bytes);
            case "text" -> {
                StringBuilder text = new StringBuilder();
                for (int i = 0; text.length() < bytes.length; i++) {
                    text.append("line %d of %x: %s%n".formatted(i, i * i, "word ".repeat(i % 7)));
                }
                bytes = text.toString().getBytes(UTF_8);
            }
            case "words" -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) "etaoin shrdlu\n".charAt(random.nextInt(14));
                }
            }
            case "skewed" -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (random.nextGaussian() * 20);
                }
            }
            case "runs" -> {
                for (int i = 0; i < bytes.length; ) {
                    int end = Math.min(bytes.length, i + 1 + random.nextInt(5000));
                    Arrays.fill(bytes, i, end, (byte) random.nextInt());
                    i = end;
                }
            }
            case "records" -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i % 24 < 16 ? i % 24 : random.nextInt(1 + i % 5));
                }
            }
            default -> {}
        }
        return bytes;
    }
}
