package dev.yagura.enclave.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.record.RecordReader;
import dev.yagura.attestation.record.RecordVerdict;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scans and their records. */
class ScanApiTest {
    private final ServedApi api = new ServedApi();

    ScanApiTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void findingsComeBeforeTheSummary() throws IOException {
        try (ApiClient client = api.client()) {
            List<Row> findings = new ArrayList<>();
            ScanRequest request = new ScanRequest(List.of("a.b"), List.of(), true);

            Row summary = client.scan(Optional.empty(), request, findings::add);

            assertThat(findings).extracting(row -> row.text("rule")).containsExactly("a.b");
            assertThat(summary.number("findings")).isEqualTo(1);
            assertThat(api.watch().questions).containsExactly("scan Optional.empty " + request);
        }
    }

    @Test
    void aRecordSaysWhatTheScanSaid() throws IOException {
        try (ApiClient client = api.client()) {
            List<Row> findings = new ArrayList<>();
            List<String> lines = new ArrayList<>();

            Row summary =
                    client.scanRecorded(
                            Optional.of("web"), ScanRequest.ALL, findings::add, lines::add);

            findings.add(summary);
            assertThat(verified(lines)).isEqualTo(findings);
        }
    }

    @Test
    void aRecordHoldsTheErrorOfAScanThatBrokeOff() throws IOException {
        api.watch().breaksOff = true;
        try (ApiClient client = api.client()) {
            List<String> lines = new ArrayList<>();

            assertThatThrownBy(() ->
                            client.scanRecorded(
                                    Optional.empty(), ScanRequest.ALL, _ -> {}, lines::add))
                    .isInstanceOf(WatchException.class)
                    .hasMessage("agent a: gone");

            assertThat(verified(lines))
                    .extracting(row -> row.text("kind"))
                    .containsExactly("finding", "error");
        }
    }

    private static List<Row> verified(List<String> lines) throws IOException {
        List<String> rows = new ArrayList<>();
        RecordVerdict verdict =
                RecordReader.read(
                        "record",
                        new StringReader(String.join("\n", lines)),
                        _ -> new Verifier(AppraisalPolicy.simulated(ServedApi.CODE)),
                        rows::add);
        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.isGood()).isTrue();
        List<Row> read = new ArrayList<>();
        for (String row : rows) {
            read.add(Json.read(row));
        }
        return read;
    }

    @Test
    void aFindingArrivesWhileTheScanGoesOn() throws IOException {
        CountDownLatch arrived = new CountDownLatch(1);
        api.watch().betweenFindings =
                () -> {
                    try {
                        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts this", e);
                    }
                };
        try (ApiClient client = api.client()) {
            Row summary =
                    client.scan(Optional.empty(), ScanRequest.ALL, row -> arrived.countDown());

            assertThat(summary.number("findings")).isEqualTo(1);
        }
    }

    @Test
    void aScanThatBreaksOffIsAnErrorAndKeepsItsReason() {
        api.watch().breaksOff = true;
        try (ApiClient client = api.client()) {
            List<Row> findings = new ArrayList<>();

            WatchException e =
                    catchThrowableOfType(
                            WatchException.class,
                            () -> client.scan(Optional.empty(), ScanRequest.ALL, findings::add));

            assertThat(findings).hasSize(1);
            assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(e).hasMessage("agent a: gone");
        }
    }
}
