package dev.yagura.network.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.samples.Captures;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    @ParameterizedTest
    @CsvSource({
        "LITTLE_ENDIAN, 0xA1B2C3D4, 5000",
        "BIG_ENDIAN, 0xA1B2C3D4, 5000",
        "LITTLE_ENDIAN, 0xA1B23C4D, 5",
        "BIG_ENDIAN, 0xA1B23C4D, 5",
    })
    void readsBothOrdersAndBothKindsOfTimes(String order, String magic, int nanos)
            throws IOException {
        byte[] capture =
                new PcapBytes(order(order), Long.decode(magic).intValue(), 1)
                        .frame(1_700_000_000, 5, 9, BYTES)
                        .frame(-1, 5, 0, new byte[0])
                        .toArray();

        List<CapturedFrame> frames = Captures.frames(capture);

        assertThat(frames).hasSize(2);
        CapturedFrame first = frames.getFirst();
        assertThat(first.time()).contains(Instant.ofEpochSecond(1_700_000_000, nanos));
        assertThat(first.captureInterface().linkType()).isEqualTo(1);
        assertThat(first.captureInterface().snapLengthBytes()).isEqualTo(262144);
        assertThat(first.originalLengthBytes()).isEqualTo(9);
        assertThat(first.isCut()).isTrue();
        assertThat(first.bytes().toArray(JAVA_BYTE)).isEqualTo(BYTES);
        assertThat(frames.getLast().time().map(Instant::getEpochSecond))
                .as("unsigned")
                .contains(0xFFFF_FFFFL);
        assertThat(frames.getLast().isCut()).isFalse();
    }

    @Test
    void keepsTheChecksumsLengthOutOfTheLinkType() throws IOException {
        byte[] capture =
                new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 0x50000001)
                        .frame(0, 0, 5, BYTES)
                        .toArray();

        assertThat(Captures.frames(capture).getFirst().captureInterface().linkType()).isEqualTo(1);
    }

    @Test
    void refusesEveryTruncationAndKeepsWhatCameBefore() throws IOException {
        byte[] capture =
                new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 1)
                        .frame(0, 0, 5, BYTES)
                        .frame(0, 0, 5, BYTES)
                        .toArray();
        for (int length = 0; length < capture.length; length++) {
            byte[] cut = Arrays.copyOf(capture, length);
            if (length == 24 || length == 24 + 16 + 5) {
                assertThat(Captures.frames(cut)).hasSize(length == 24 ? 0 : 1);
            } else {
                var e =
                        assertThrows(
                                MalformedStructureException.class,
                                () -> Captures.frames(cut),
                                "length " + length);
                assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x01020304, BAD_MAGIC, magic",
        "0, 0xA1B2CD34, BAD_MAGIC, magic",
        "4, 3, UNSUPPORTED, version_major",
        "32, 262145, OUT_OF_RANGE, incl_len",
        "32, -1, OUT_OF_RANGE, incl_len",
        "36, 4, OUT_OF_RANGE, orig_len",
    })
    void refusesWhatCannotBe(int at, String value, Reason reason, String field) {
        byte[] capture =
                new PcapBytes(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 1)
                        .frame(0, 0, 5, BYTES)
                        .toArray();
        int number = Long.decode(value).intValue();
        for (int i = 0; i < 4; i++) {
            capture[at + i] = (byte) (number >>> (8 * i));
        }

        assertThatThrownBy(() -> Captures.frames(capture))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(reason);
                            assertThat(e.field()).isEqualTo(field);
                        });
    }

    @Test
    void aFrameCannotBeLongerThanItWas() {
        var on = new CaptureInterface(0, "", 1, 0);
        var bytes = java.lang.foreign.MemorySegment.ofArray(BYTES);

        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new CapturedFrame(
                                on, Optional.empty(), CapturedFrame.Direction.UNKNOWN, 4, bytes));
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
}
