package dev.yagura.network.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.samples.Captures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private static byte[] whole(ByteOrder order) {
        var capture = new PcapngBytes(order);
        return capture.section()
                .captureInterface(
                        1,
                        1500,
                        capture.option(2, "eth0".getBytes(UTF_8)),
                        capture.option(9, new byte[] {9}),
                        capture.option(0, new byte[0]),
                        capture.option(2, "not read".getBytes(UTF_8)))
                .captureInterface(101, 0)
                .frame(0, 1_700_000_000_000_000_005L, 9, BYTES, capture.option(2, capture.u32(1)))
                .block(0x0BAD, new byte[40])
                .frame(
                        1,
                        1_700_000_000_000_005L,
                        5,
                        BYTES,
                        capture.option(2, capture.u32(2)),
                        capture.option(4, capture.u64(7)))
                .simpleFrame(5, BYTES)
                .statistics(
                        0,
                        capture.option(4, capture.u64(100)),
                        capture.option(5, capture.u64(3)),
                        capture.option(7, capture.u64(4)))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsFramesInterfacesAndLosses(boolean big) throws IOException {
        byte[] capture = whole(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(capture));

        List<CapturedFrame> frames = Captures.rest(reader);

        assertThat(reader.interfaces())
                .containsExactly(
                        new CaptureInterface(0, "eth0", 1, 1500),
                        new CaptureInterface(1, "", 101, 0));
        assertThat(frames).hasSize(3);
        CapturedFrame first = frames.getFirst();
        assertThat(first.time()).contains(Instant.ofEpochSecond(1_700_000_000, 5));
        assertThat(first.direction()).isEqualTo(CapturedFrame.Direction.INBOUND);
        assertThat(first.isCut()).isTrue();
        assertThat(first.bytes().toArray(JAVA_BYTE)).isEqualTo(BYTES);
        CapturedFrame second = frames.get(1);
        assertThat(second.captureInterface().index()).isEqualTo(1);
        assertThat(second.time()).contains(Instant.ofEpochSecond(1_700_000_000, 5000));
        assertThat(second.direction()).isEqualTo(CapturedFrame.Direction.OUTBOUND);
        CapturedFrame simple = frames.get(2);
        assertThat(simple.time()).isEmpty();
        assertThat(simple.direction()).isEqualTo(CapturedFrame.Direction.UNKNOWN);
        assertThat(reader.droppedFrames()).isEqualTo(7 + 7);
    }

    @Test
    void aSectionStartsItsInterfacesAnewAndMayHaveAnotherByteOrder() throws IOException {
        byte[] first = whole(ByteOrder.LITTLE_ENDIAN);
        byte[] second =
                new PcapngBytes(ByteOrder.BIG_ENDIAN)
                        .section()
                        .captureInterface(113, 0)
                        .frame(0, 0, 5, BYTES)
                        .toArray();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        CaptureInterface last = Captures.frames(both).getLast().captureInterface();

        assertThat(last.index()).isEqualTo(2);
        assertThat(last.linkType()).isEqualTo(113);
    }

    @ParameterizedTest
    @CsvSource({
        // resolution, ticks, seconds, nanoseconds
        "0, 5, 5, 0",
        "3, 5007, 5, 7000000",
        "12, 5000000000007, 5, 0",
        "12, 5000000007000, 5, 7",
        "-128, 5, 5, 0",
        "-118, 5121, 5, 976562",
        "-64, -1, 0, 999999999",
    })
    void readsTimesOfAnyResolution(byte resolution, long ticks, long seconds, int nanos)
            throws IOException {
        var bytes = new PcapngBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] capture =
                bytes.section()
                        .captureInterface(1, 0, bytes.option(9, new byte[] {resolution}))
                        .frame(0, ticks, 5, BYTES)
                        .toArray();

        assertThat(Captures.frames(capture).getFirst().time())
                .contains(Instant.ofEpochSecond(seconds, nanos));
    }

    @Test
    void addsTheInterfacesOffsetToTimes() throws IOException {
        var bytes = new PcapngBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] capture =
                bytes.section()
                        .captureInterface(1, 0, bytes.option(14, bytes.u64(-10)))
                        .frame(0, 5, 5, BYTES)
                        .toArray();

        assertThat(Captures.frames(capture).getFirst().time())
                .contains(Instant.ofEpochSecond(-10, 5000));
    }

    @Test
    void refusesATimeThatNoCalendarHas() {
        var bytes = new PcapngBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] capture =
                bytes.section()
                        .captureInterface(1, 0, bytes.option(9, new byte[] {0}))
                        .frame(0, -1, 5, BYTES)
                        .toArray();

        assertRefused(capture, Reason.OUT_OF_RANGE, "timestamp (upper)");
    }

    @Test
    void theSnapLengthCutsASimpleFrame() throws IOException {
        byte[] capture =
                new PcapngBytes(ByteOrder.LITTLE_ENDIAN)
                        .section()
                        .captureInterface(1, 5)
                        .simpleFrame(9, BYTES)
                        .toArray();

        CapturedFrame frame = Captures.frames(capture).getFirst();

        assertThat(frame.bytes().byteSize()).isEqualTo(5);
        assertThat(frame.originalLengthBytes()).isEqualTo(9);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] capture = whole(ByteOrder.LITTLE_ENDIAN);
        int ends = 0;
        for (int length = 0; length < capture.length; length++) {
            byte[] cut = Arrays.copyOf(capture, length);
            try {
                Captures.frames(cut);
                ends++;
            } catch (MalformedStructureException e) {
                assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
            }
        }
        assertThat(ends).as("lengths at the end of one of eight blocks").isEqualTo(7);
    }

    @Test
    void refusesWhatCannotBe() {
        var bytes = new PcapngBytes(ByteOrder.LITTLE_ENDIAN);
        assertRefused(fresh().frame(1, 0, 5, BYTES).toArray(), Reason.OUT_OF_RANGE, "interface ID");
        assertRefused(
                new PcapngBytes(ByteOrder.LITTLE_ENDIAN).section().simpleFrame(5, BYTES).toArray(),
                Reason.OUT_OF_RANGE,
                "interface ID (implied)");
        assertRefused(
                fresh().frame(0, 0, 4, BYTES).toArray(),
                Reason.OUT_OF_RANGE,
                "original packet length");
        assertRefused(fresh().block(2, new byte[20]).toArray(), Reason.UNSUPPORTED, "block type");
        assertRefused(
                fresh().simpleFrame(9, BYTES).toArray(),
                Reason.OUT_OF_RANGE,
                "original packet length");
        assertRefused(
                fresh().captureInterface(1, 0, new byte[] {2, 0, 9, 0}).toArray(),
                Reason.OUT_OF_RANGE,
                "option length");
        assertRefused(
                fresh().block(6, new byte[CaptureLimits.MAX_BLOCK_BYTES + 4]).toArray(),
                Reason.OUT_OF_RANGE,
                "block total length");
        assertThat(bytes.toArray()).isEmpty();
    }

    @Test
    void refusesLengthsThatDoNotAgreeOrFit() {
        byte[] capture = fresh().frame(0, 0, 5, BYTES).toArray();
        capture[capture.length - 4] ^= 4;
        assertRefused(capture, Reason.OUT_OF_RANGE, "block total length");

        byte[] odd = fresh().toArray();
        odd[28 + 4]++;
        assertRefused(odd, Reason.OUT_OF_RANGE, "block total length");

        byte[] order = fresh().toArray();
        order[8] ^= 1;
        assertRefused(order, Reason.BAD_MAGIC, "byte-order magic");

        byte[] version = fresh().toArray();
        version[12] = 2;
        assertRefused(version, Reason.UNSUPPORTED, "major version");
    }

    @Test
    void aLengthAloneTakesNoMemoryAndInterfacesAreCounted() {
        byte[] huge = new PcapngBytes(ByteOrder.LITTLE_ENDIAN).section().u32(0);
        assertThat(huge).hasSize(4);
        var many = fresh();
        for (int i = 0; i < CaptureLimits.MAX_INTERFACES; i++) {
            many.captureInterface(1, 0);
        }
        assertRefused(many.toArray(), Reason.OUT_OF_RANGE, "linktype");
    }

    @Test
    void countersThatOverflowStayAtTheLargest() throws IOException {
        var bytes = fresh();
        byte[] capture =
                bytes.statistics(0, bytes.option(5, bytes.u64(-1)), bytes.option(7, bytes.u64(5)))
                        .toArray();
        CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(capture));
        Captures.rest(reader);

        assertThat(reader.droppedFrames()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void survivesMutations() throws IOException {
        Random random = new Random(7);
        byte[][] sound = {
            whole(ByteOrder.LITTLE_ENDIAN), whole(ByteOrder.BIG_ENDIAN),
        };
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = sound[i % sound.length].clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                Captures.frames(damaged);
            } catch (MalformedStructureException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    private static PcapngBytes fresh() {
        return new PcapngBytes(ByteOrder.LITTLE_ENDIAN).section().captureInterface(1, 0);
    }

    private static void assertRefused(byte[] capture, Reason reason, String field) {
        assertThatThrownBy(() -> Captures.frames(capture))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }
}
