package dev.yagura.enclave.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.linux.content.ContentRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents out of memory, and packets. */
class ContentsApiTest {
    private final ServedApi api = new ServedApi();

    ContentsApiTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentsAreAskedForAsTheyWereNamed(ContentRequest content) throws IOException {
        try (ApiClient client = api.client()) {
            ExtractRequest request = new ExtractRequest(content, true);
            List<Row> rows = new ArrayList<>();

            Row end = client.extract(Optional.of("web"), request, rows::add);

            assertThat(rows).extracting(row -> row.text("base64")).containsExactly("AAEC");
            assertThat(end.number("bytes")).isEqualTo(3);
            assertThat(api.watch().questions).containsExactly("extract Optional[web] " + request);
        }
    }

    static Stream<ContentRequest> contents() {
        return Stream.of(
                new ContentRequest.CachedFile("/a b&c=d/\u6ad3\n\u0001"),
                new ContentRequest.MappingAt(7, 0xffff_ffff_ffff_f000L),
                new ContentRequest.MappingsNamed(7, "[heap]"),
                new ContentRequest.Module("tun"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"of\": \"disk\"}",
                "{\"of\": \"module\"}",
                "{\"of\": \"module\", \"name\": 1}",
                "{\"of\": \"memory\", \"pid\": -1, \"map\": \"x\"}",
                "{\"of\": \"memory\", \"pid\": 1, \"address\": \"0x11112222333344445\"}",
                "{\"of\": \"module\", \"name\": \"tun\", \"live\": 1}",
                "{\"of\": \"module\", \"name\": \"tun\", \"write\": \"/etc/passwd\"}"
            })
    void requestsForContentsThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> ExtractRequestJson.read(text))
                .isInstanceOfSatisfying(
                        WatchException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST));
    }

    @Test
    void contentsThatBreakOffAreNotWhole() throws IOException {
        api.watch().breaksOff = true;
        try (ApiClient client = api.client()) {
            ExtractRequest request = new ExtractRequest(new ContentRequest.Module("tun"), false);

            assertThatThrownBy(() -> client.extract(Optional.empty(), request, _ -> {}))
                    .hasMessageContaining("agent a: gone");
        }
    }

    @Test
    void packetsArriveAsTheyWereTold() throws IOException {
        try (ApiClient client = api.client();
                OpenCapture capture = client.capture(Optional.of("web"), List.of("n0", "a&b"))) {
            assertThat(api.watch().questions).containsExactly("capture Optional[web] [n0, a&b]");
            assertThat(capture.facts().text("enclave")).isEqualTo("simulated");
            assertThat(capture.next().orElseThrow()).isInstanceOf(CaptureEvent.Described.class);
            assertThat(capture.next().orElseThrow())
                    .isInstanceOfSatisfying(
                            CaptureEvent.Counted.class,
                            counted -> assertThat(counted.dropped()).isEqualTo(4));
            assertThat(capture.next()).isEmpty();
        }
    }

    @Test
    void packetsThatBreakOffAreNotTakenForTheirEnd() throws IOException {
        api.watch().breaksOff = true;
        try (ApiClient client = api.client();
                OpenCapture capture = client.capture(Optional.empty(), List.of())) {
            assertThat(capture.next()).isPresent();
            assertThat(capture.next()).isPresent();
            assertThatThrownBy(capture::next)
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("broke off");
        }
    }
}
