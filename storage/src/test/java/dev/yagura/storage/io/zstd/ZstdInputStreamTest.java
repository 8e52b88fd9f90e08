package dev.yagura.storage.io.zstd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.HostTool;
import java.io.ByteArrayInputStream;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Frames by the {@code zstd} program, longer than their window. */
class ZstdInputStreamTest {
    @TempDir private Path folder;

    /** Lines of which many were there before, some of them long before. */
    private static byte[] lines(int count) {
        Random random = new Random(3);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            lines.writeBytes("line %d of a text\n".formatted(random.nextInt(5000)).getBytes(UTF_8));
        }
        return lines.toByteArray();
    }

    private byte[] compressed(byte[] plain, String options) throws IOException {
        Path file = Files.write(folder.resolve("plain"), plain);
        Path to = folder.resolve("plain.zst");
        String line = "zstd -q -f " + options + " " + file + " -o " + to;
        HostTool.run(folder, line.split(" "));
        return Files.readAllBytes(to);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "-19 --zstd=wlog=10",
                "-9 --zstd=wlog=17",
                "-3 --zstd=wlog=18 --no-check --no-content-size",
                "-3 --long=27"
            })
    void onlyAWindowIsKeptAndTheStreamIsLeftBehindTheFrame(String options) throws IOException {
        byte[] plain = lines(150_000);
        byte[] frame = compressed(plain, options);
        byte[] both = Arrays.copyOf(frame, frame.length + 3);
        ByteArrayInputStream in = new ByteArrayInputStream(both);

        ZstdInputStream stream = new ZstdInputStream(in);

        assertThat(stream.readAllBytes()).isEqualTo(plain);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(in.available()).isEqualTo(3);
    }

    @Test
    void everyCutIsRefused() throws IOException {
        byte[] frame = compressed(lines(50), "-3");
        for (int length = 0; length < frame.length; length++) {
            byte[] cut = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> read(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "28b52ffd0090010000", // window of 256 MiB
                "28b52ffda0000000f0010000", // one segment of 3.75 GiB
                "28b52ffd0100070100", // dictionary 7
                "28b52ffd08000100", // reserved bit
                "28b52ffd0000ffffff", // block of 2 MiB
                "28b52ffd2002010000", // says 2 bytes, has none
                "28b52ffe0000010000",
            })
    void hostileHeadersAreRefused(String frame) {
        assertThatThrownBy(() -> read(HexFormat.of().parseHex(frame)))
                .isInstanceOf(MalformedStructureException.class);
    }

    private static byte[] read(byte[] frame) throws IOException {
        return new ZstdInputStream(new ByteArrayInputStream(frame)).readAllBytes();
    }
}
