package dev.yagura.channel.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.memory.GpaRange;
import dev.yagura.memory.VcpuRegisters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    private static final GuestDescription GUEST =
            new GuestDescription(
                    "vm-1.a_b",
                    "the \"web\" \u00e9 server",
                    4711,
                    List.of(new GpaRange(0, 0x8000_0000L), new GpaRange(1L << 32, 1L << 33)),
                    2,
                    true,
                    false,
                    "memfd",
                    List.of(
                            new DiskDescription(
                                    0,
                                    "/machine/peripheral/d0/virtio-backend",
                                    "#block090",
                                    "luks over file",
                                    10_457_088,
                                    8_388_608,
                                    true,
                                    false,
                                    DiskDescription.State.READABLE,
                                    ""),
                            new DiskDescription(
                                    63,
                                    "",
                                    "",
                                    "",
                                    0,
                                    0,
                                    false,
                                    true,
                                    DiskDescription.State.EMPTY,
                                    "no medium")));

    static final List<ControlRequest> REQUESTS =
            List.of(
                    new ControlRequest.Hello(1, "yagura 0.1", ""),
                    ControlRequest.Hello.of(1, "yagura", Optional.of(new byte[] {1, 2, 3})),
                    new ControlRequest.Inventory(2),
                    new ControlRequest.Open(3, "vm-1"),
                    new ControlRequest.Registers(4, "vm-1"),
                    new ControlRequest.Pause(5, "vm-1", 600_000),
                    new ControlRequest.Renew(6, 9, 1),
                    new ControlRequest.Resume(7, Long.MAX_VALUE),
                    new ControlRequest.Capture(8, "vm-1", List.of()),
                    new ControlRequest.Capture(9, "vm-1", List.of("n0", "\u00e9\"")),
                    new ControlRequest.Ping(Long.MAX_VALUE));

    static final List<ControlResponse> RESPONSES =
            List.of(
                    new ControlResponse.Welcome(1, "0123456789abcdef0123456789abcdef", 30000, 1),
                    new ControlResponse.Guests(2, List.of(GUEST)),
                    new ControlResponse.Guests(2, List.of()),
                    new ControlResponse.Opened(3, GUEST, 1),
                    new ControlResponse.Registers(
                            4, List.of(new VcpuRegisters(3, -1, Long.MIN_VALUE, 0, 1, 2, 3))),
                    new ControlResponse.Paused(5, 9, 10),
                    new ControlResponse.Renewed(6, 10),
                    new ControlResponse.Resumed(7, 0, LeaseEnd.LIMIT),
                    new ControlResponse.Capturing(8),
                    new ControlResponse.Pong(8),
                    new ControlResponse.Refused(9, RefusalCode.NO_SUCH_GUEST, "none"));

    @ParameterizedTest
    @FieldSource("REQUESTS")
    void requestsComeBackAsTheyWere(ControlRequest request) throws Exception {
        assertThat(RequestCodec.decode(RequestCodec.encode(request))).isEqualTo(request);
    }

    @ParameterizedTest
    @FieldSource("RESPONSES")
    void responsesComeBackAsTheyWere(ControlResponse response) throws Exception {
        assertThat(ResponseCodec.decode(ResponseCodec.encode(response))).isEqualTo(response);
    }

    @ParameterizedTest
    @FieldSource("RESPONSES")
    void everyTruncationIsRefused(ControlResponse response) {
        byte[] whole = ResponseCodec.encode(response);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(MalformedStructureException.class)
                    .as("length %d", length)
                    .isThrownBy(() -> ResponseCodec.decode(cut));
        }
    }

    /** A flipped bit may give another message; nothing else than a refusal may come out besides. */
    @ParameterizedTest
    @FieldSource("RESPONSES")
    void noFlippedBitBreaksTheDecoder(ControlResponse response) {
        byte[] bytes = ResponseCodec.encode(response);
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(ResponseCodec.decode(bytes)).isNotNull();
            } catch (MalformedStructureException e) {
                refused++;
            }
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"id\":1}",
                "{\"id\":0,\"op\":\"ping\"}",
                "{\"id\":-1,\"op\":\"ping\"}",
                "{\"id\":1.5,\"op\":\"ping\"}",
                "{\"id\":9223372036854775808,\"op\":\"ping\"}",
                "{\"id\":\"1\",\"op\":\"ping\"}",
                "{\"id\":1,\"id\":1,\"op\":\"ping\"}",
                "{\"id\":1,\"op\":\"ping\",\"more\":true}",
                "{\"id\":1,\"op\":\"ping\"} x",
                "{\"id\":1,\"op\":\"reboot\"}",
                "{\"id\":1,\"op\":\"open\"}",
                "{\"id\":1,\"op\":\"open\",\"guest\":\"a/b\"}",
                "{\"id\":1,\"op\":\"open\",\"guest\":\"\"}",
                "{\"id\":1,\"op\":\"open\",\"guest\":null}",
                "{\"id\":1,\"op\":\"pause\",\"guest\":\"a\",\"leaseMillis\":0}",
                "{\"id\":1,\"op\":\"pause\",\"guest\":\"a\",\"leaseMillis\":600001}",
                "{\"id\":1,\"op\":\"resume\",\"lease\":{}}",
                "{\"id\":1,\"op\":[[[[[[[[[[[[]]]]]]]]]]]]}",
            })
    void refusesWhatIsNoRequest(String json) {
        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> RequestCodec.decode(json.getBytes(UTF_8)))
                .withMessageStartingWith("control request: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"start\":\"0x1000\",\"end\":\"0x1000\"}",
                "{\"start\":\"0x0\",\"end\":\"0x8000000000000000\"}",
                "{\"start\":\"0x0\",\"end\":\"0x10000000000001\"}",
                "{\"start\":\"0\",\"end\":\"0x1000\"}",
                "{\"start\":\"0x0\",\"end\":\"0xFFF\"}",
                "{\"start\":\"0x0\",\"end\":\"0x2000\"},{\"start\":\"0x1000\",\"end\":\"0x3000\"}",
            })
    void refusesRangesThatAreNoRam(String ranges) {
        String json =
                """
                {"id":1,"op":"inventory","guests":[{"id":"a","name":"","pid":1,"ram":[%s],
                "vcpus":1,"pausable":true,"registersAvailable":true,"access":"","disks":[]}]}\
                """
                        .formatted(ranges);
        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> ResponseCodec.decode(json.getBytes(UTF_8)));
    }

    /** Each line is a description of a disk with one field that no disk has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"number\":1|\"number\":64",
                "\"number\":1|\"number\":0",
                "\"sizeBytes\":9|\"sizeBytes\":-1",
                "\"guestBytes\":9|\"guestBytes\":\"9\"",
                "\"encrypted\":true|\"encrypted\":1",
                "\"state\":\"readable\"|\"state\":\"READABLE\"",
                "\"reason\":\"\"|\"reason\":\"\",\"more\":1",
            })
    void refusesDisksThatNoGuestHas(String field, String changed) throws Exception {
        String disk =
                """
                {"number":1,"device":"","node":"","format":"raw","sizeBytes":9,"guestBytes":9,
                "encrypted":true,"readOnly":true,"state":"readable","reason":""}\
                """;
        String json =
                """
                {"id":1,"op":"inventory","guests":[{"id":"a","name":"","pid":1,"ram":[],"vcpus":1,
                "pausable":true,"registersAvailable":true,"access":"","disks":[%s,%s]}]}\
                """;
        String first = disk.replace("\"number\":1", "\"number\":0");
        String good = json.formatted(first, disk);
        assertThat(ResponseCodec.decode(good.getBytes(UTF_8)))
                .isInstanceOf(ControlResponse.Guests.class);

        String bad = json.formatted(first, disk.replace(field, changed));
        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> ResponseCodec.decode(bad.getBytes(UTF_8)));
    }

    @Test
    void namesFieldFoundAndExpected() {
        byte[] json = "{\"id\":1,\"op\":\"open\",\"guest\":\"a\\u001b[2Jb\"}".getBytes(UTF_8);
        assertThatExceptionOfType(MalformedStructureException.class)
                .isThrownBy(() -> RequestCodec.decode(json))
                .withMessage(
                        "control request: guest at 0x0 is \"a?[2Jb\", expected characters of"
                                + " [A-Za-z0-9._-]");
    }
}
