package dev.yagura.hypervisor.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.bytes.MalformedStructureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSplitterTest {
    /** A record as {@code filter-mirror} writes it. */
    static byte[] record(int headerBytes, byte[] frame) {
        return ByteBuffer.allocate(8 + headerBytes + frame.length)
                .putInt(headerBytes + frame.length)
                .putInt(headerBytes)
                .put(new byte[headerBytes])
                .put(frame)
                .array();
    }

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        new Random(length).nextBytes(frame);
        return frame;
    }

    /** Gives a stream in pieces. */
    private static ReadableByteChannel pieces(byte[] stream, int pieceBytes) {
        return Channels.newChannel(
                new ByteArrayInputStream(stream) {
                    @Override
                    public synchronized int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, pieceBytes));
                    }
                });
    }

    private static List<byte[]> split(ReadableByteChannel channel) throws IOException {
        var splitter = new FrameSplitter();
        List<byte[]> frames = new ArrayList<>();
        while (splitter.fill(channel) >= 0) {
            for (byte[] frame = splitter.next(); frame != null; frame = splitter.next()) {
                frames.add(frame);
            }
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "8", "9", "1000", "100000"})
    void findsFramesHoweverTheyAreCut(int pieceBytes) throws IOException {
        List<byte[]> frames =
                List.of(frame(60), frame(0), frame(1514), frame(65_549), frame(262_144), frame(1));
        byte[] stream = new byte[0];
        for (int i = 0; i < frames.size(); i++) {
            byte[] record = record(i == 1 ? 12 : i * 2, frames.get(i));
            int end = stream.length;
            stream = Arrays.copyOf(stream, end + record.length);
            System.arraycopy(record, 0, stream, end, record.length);
        }

        List<byte[]> split = split(pieces(stream, pieceBytes));

        assertThat(split).usingRecursiveComparison().isEqualTo(frames);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "262209, 0", "-1, 0", "60, 61", "60, -1", "100, 65"})
    void refusesLengthsThatCannotBe(int length, int headerBytes) throws IOException {
        byte[] prefix = ByteBuffer.allocate(8).putInt(length).putInt(headerBytes).array();
        var splitter = new FrameSplitter();
        splitter.fill(pieces(prefix, 8));

        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(splitter::next)
                .withMessageContaining("filter-mirror record");
    }

    @Test
    void aFrameThatIsNotWholeIsNone() throws IOException {
        byte[] record = record(10, frame(100));
        for (int length = 0; length < record.length; length++) {
            assertThat(split(pieces(Arrays.copyOf(record, length), 200)))
                    .as("length %d", length)
                    .isEmpty();
        }
    }
}
