package dev.yagura.network.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.network.capture.CapturedFrame.Direction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
    private static final CaptureInterface N0 = new CaptureInterface(0, "n0", 1, 0);
    private static final CaptureInterface N1 = new CaptureInterface(1, "Büro", 113, 1500);
    private static final Instant TIME = Instant.parse("2026-11-30T12:34:56.123456789Z");

    private static CaptureEvent.Frame frame(
            CaptureInterface on, Direction direction, int length, int original, long dropped) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return new CaptureEvent.Frame(
                new CapturedFrame(
                        on, Optional.of(TIME), direction, original, MemorySegment.ofArray(bytes)),
                dropped);
    }

    private static byte[] written(List<CaptureEvent> events) throws IOException {
        var out = new ByteArrayOutputStream();
        PcapngWriter writer = PcapngWriter.begin(out, "a test");
        for (CaptureEvent event : events) {
            writer.write(event);
        }
        return out.toByteArray();
    }

    private static List<CaptureEvent> read(byte[] capture) throws IOException {
        List<CaptureEvent> events = new ArrayList<>();
        try (var source = new CaptureStream(new ByteArrayInputStream(capture))) {
            for (var event = source.next(); event.isPresent(); event = source.next()) {
                events.add(event.get());
            }
        }
        return events;
    }

    /** Frames are compared by their text and their bytes: segments are equal by place. */
    private static String text(CaptureEvent event) {
        return event instanceof CaptureEvent.Frame(CapturedFrame frame, long dropped)
                ? "%s %s %s %d %s %s"
                        .formatted(
                                frame.captureInterface(),
                                frame.time(),
                                frame.direction(),
                                frame.originalLengthBytes(),
                                new String(frame.bytes().toArray(JAVA_BYTE), ISO_8859_1),
                                dropped)
                : event.toString();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        List<CaptureEvent> events =
                List.of(
                        new CaptureEvent.Described(N0),
                        frame(N0, Direction.INBOUND, 61, 61, 0),
                        new CaptureEvent.Described(N1),
                        frame(N1, Direction.OUTBOUND, 0, 0, 7),
                        frame(N1, Direction.UNKNOWN, 1500, 9000, -1),
                        frame(N0, Direction.OUTBOUND, CaptureLimits.MAX_FRAME_BYTES, 300_000, 0),
                        new CaptureEvent.Counted(N0, Optional.of(TIME), OptionalLong.of(9), 2),
                        new CaptureEvent.Counted(N1, Optional.of(TIME), OptionalLong.empty(), 0));

        List<CaptureEvent> read = read(written(events));

        assertThat(read.stream().map(PcapngWriterTest::text))
                .isEqualTo(events.stream().map(PcapngWriterTest::text).toList());
    }

    @Test
    void aFrameWithoutATimeGetsTheLastOne() throws IOException {
        CapturedFrame without =
                new CapturedFrame(
                        N0,
                        Optional.empty(),
                        Direction.UNKNOWN,
                        0,
                        MemorySegment.ofArray(new byte[0]));

        List<CaptureEvent> read =
                read(
                        written(
                                List.of(
                                        new CaptureEvent.Described(N0),
                                        frame(N0, Direction.UNKNOWN, 1, 1, 0),
                                        new CaptureEvent.Frame(without, 0))));

        assertThat(((CaptureEvent.Frame) read.get(2)).frame().time()).contains(TIME);
    }

    @Test
    void timesThatPcapngDoesNotHaveComeOutAsTheEnds() throws IOException {
        List<CaptureEvent> read =
                read(
                        written(
                                List.of(
                                        new CaptureEvent.Described(N0),
                                        counted(Instant.MIN),
                                        counted(Instant.MAX))));

        assertThat(read.subList(1, 3))
                .containsExactly(
                        counted(Instant.EPOCH),
                        counted(Instant.ofEpochSecond(18_446_744_073L, 709_551_615)));
    }

    private static CaptureEvent counted(Instant time) {
        return new CaptureEvent.Counted(N0, Optional.of(time), OptionalLong.empty(), 0);
    }

    @Test
    void refusesWhatNobodyDescribedOrCouldRead() throws IOException {
        PcapngWriter writer = PcapngWriter.begin(new ByteArrayOutputStream(), "a test");

        assertThatThrownBy(() -> writer.write(frame(N0, Direction.UNKNOWN, 1, 1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not described");
        writer.write(new CaptureEvent.Described(N0));
        assertThatThrownBy(() -> writer.write(new CaptureEvent.Described(N0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
        int tooLong = CaptureLimits.MAX_FRAME_BYTES + 1;
        assertThatThrownBy(() -> writer.write(frame(N0, Direction.UNKNOWN, tooLong, tooLong, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Bytes by the pcapng draft, block by block, written by hand. */
    @Test
    void writesTheBlocksOfTheSpecification() throws IOException {
        byte[] capture =
                written(
                        List.of(
                                new CaptureEvent.Described(N0),
                                frame(N0, Direction.OUTBOUND, 3, 5, 1)));

        var expected = new PcapngBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] end = {0, 0, 0, 0};
        long ticks = TIME.getEpochSecond() * 1_000_000_000 + TIME.getNano();
        expected.section(expected.option(4, "a test".getBytes(UTF_8)), end)
                .captureInterface(
                        1,
                        0,
                        expected.option(2, "n0".getBytes(UTF_8)),
                        expected.option(9, new byte[] {9}),
                        end)
                .frame(
                        0,
                        ticks,
                        5,
                        new byte[] {0, 7, 14},
                        expected.option(2, expected.u32(2)),
                        expected.option(4, expected.u64(1)),
                        end);
        assertThat(capture).isEqualTo(expected.toArray());
    }
}
