package dev.yagura.enclave.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.attestation.Sha256;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions and answers, and who gets none. */
class ApiTest {
    private static final Sha256 OTHER_CODE = Sha256.hash(new byte[] {2});

    private final ServedApi api = new ServedApi();

    ApiTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void aRowArrivesAsItWasSent() throws IOException {
        try (ApiClient client = api.client()) {
            ShowRequest request = new ShowRequest("no/such view?", OptionalInt.of(7), true, true);

            var answer = client.show(Optional.of("web/x y"), request);

            assertThat(answer.rows()).containsExactly(api.watch().process);
            assertThat(answer.end().text("enclave")).isEqualTo("simulated");
            assertThat(api.watch().questions).containsExactly("show Optional[web/x y] " + request);
        }
    }

    /** Whatever an enclave calls itself, people are told what its evidence showed. */
    @Test
    void anEnclaveIsCalledWhatItsEvidenceShows() throws IOException {
        api.watch().label = "SGX";
        try (ApiClient client = api.client();
                OpenFiles files =
                        client.open(Optional.empty(), new TreeRequest(Optional.empty(), false));
                OpenCapture capture = client.capture(Optional.empty(), List.of())) {
            Row shown = client.show(Optional.empty(), ShowRequest.of("processes")).end();

            assertThat(List.of(shown, files.facts(), capture.facts()))
                    .extracting(row -> row.text("enclave"))
                    .containsOnly("simulated");
        }
    }

    @Test
    void aQuestionRefusedKeepsItsReason() {
        try (ApiClient client = api.client()) {
            assertThatThrownBy(() -> client.show(Optional.of("unknown"), ShowRequest.of("kernel")))
                    .isInstanceOf(WatchException.class)
                    .hasMessage("VM \"unknown\" is not there")
                    .extracting(e -> ((WatchException) e).reason())
                    .isEqualTo(Reason.NO_SUCH_GUEST);
        }
    }

    @Test
    void symbolFilesArriveWhole() throws IOException {
        try (ApiClient client = api.client()) {
            client.provide(Optional.of("web"), SourceKind.SYSTEM_MAP, new byte[300_000]);

            assertThat(api.watch().questions)
                    .containsExactly("provide Optional[web] SYSTEM_MAP 300000");
        }
    }

    @Test
    void aStrangerGetsNoAnswer() {
        try (ApiClient client = api.strangersClient()) {
            assertThatThrownBy(client::guests)
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("refuses this end's key")
                    .hasMessageNotContaining("Exception")
                    .hasMessageNotContaining("java.");
            assertThatThrownBy(() -> client.show(Optional.empty(), ShowRequest.of("kernel")))
                    .isInstanceOf(WatchException.class);
            assertThat(api.watch().questions).isEmpty();
        }
    }

    @Test
    void anEnclaveThatRunsOtherCodeIsAskedNothing() {
        try (ApiClient client = api.client(OTHER_CODE)) {
            WatchException e = catchThrowableOfType(WatchException.class, client::guests);

            assertThat(e.reason()).isEqualTo(Reason.REFUSED);
            assertThat(e)
                    .hasMessageContaining(ServedApi.CODE.hex())
                    .hasMessageContaining(OTHER_CODE.hex());
            assertThat(api.watch().questions).isEmpty();
        }
    }
}
