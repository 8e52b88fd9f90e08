package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.attestation.record.RecordKey;
import dev.yagura.attestation.record.RecordReader;
import dev.yagura.attestation.record.RecordVerdict;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.plan9.RemoteFileTree;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.disk.FileRequest.Action;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.Watch.SourceKind;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.linux.content.ContentRequest;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.disk.DiskLimits;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.posix.ErrnoException;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private static final Sha256 CODE = Sha256.hash(new byte[] {1});
    private static final Sha256 OTHER_CODE = Sha256.hash(new byte[] {2});

    private static final TreeRequest WHOLE = new TreeRequest(Optional.empty(), false);

    private final FakeWatch watch = new FakeWatch();
    private final Identity tenant = Identity.withoutEvidence(IdentityOptions.named("tenant"));
    private final Identity stranger = Identity.withoutEvidence(IdentityOptions.named("stranger"));
    private final Recorder recorder;
    private final ApiServer server;

    ApiTest() throws IOException {
        SimulatedAttester attester =
                SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1));
        Identity enclave = Identity.attested(IdentityOptions.named("enclave"), attester);
        recorder = new Recorder(RecordKey.attested(attester));
        AppraisalPolicy tenants = AppraisalPolicy.pinning(tenant.keyHash());
        server =
                ApiServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new MutualTls(enclave, new PeerVerifier(tenants)),
                        watch,
                        statusOf(enclave),
                        recorder);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        recorder.close();
    }

    @Test
    void aRowArrivesAsItWasSent() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            ShowRequest request = new ShowRequest("no/such view?", OptionalInt.of(7), true, true);

            var answer = client.show(Optional.of("web/x y"), request);

            assertThat(answer.rows()).containsExactly(watch.process);
            assertThat(answer.end().text("enclave")).isEqualTo("simulated");
            assertThat(watch.questions).containsExactly("show Optional[web/x y] " + request);
        }
    }

    @Test
    void filesAreReadOverAConnectionOfTheirOwn() throws IOException, InterruptedException {
        TreeRequest request = new TreeRequest(Optional.of("vg/root"), true);
        try (ApiClient client = client(tenant, CODE);
                OpenFiles files = client.open(Optional.of("web"), request)) {
            StoredFile passwd = files.tree().root().find(FileName.of("passwd")).orElseThrow();
            byte[] content = new byte[10];

            assertThat(passwd.read(0, MemorySegment.ofArray(content))).isEqualTo(5);
            assertThat(new String(content, 0, 5, UTF_8)).isEqualTo("root:");
            assertThat(files.facts().text("enclave")).isEqualTo("simulated");
            assertThat(watch.questions).containsExactly("open Optional[web] " + request);
            assertThat(watch.filesClosed.getCount()).isEqualTo(1);
        }
        assertThat(watch.filesClosed.await(10, TimeUnit.SECONDS)).as("closed there too").isTrue();
    }

    /** The name of the tree is known to who opened it; the connection needs a key as well. */
    @Test
    void aStrangerReadsNoFiles() throws IOException {
        try (ApiClient client = client(tenant, CODE);
                OpenFiles files = client.open(Optional.empty(), WHOLE)) {
            Endpoint endpoint = new Endpoint.Tcp("127.0.0.1", (int) files.facts().number("port"));
            String tree = files.facts().text("tree");
            MutualTls tls =
                    new MutualTls(stranger, new PeerVerifier(AppraisalPolicy.simulated(CODE)));

            assertThatThrownBy(() ->
                            RemoteFileTree.connect(endpoint, Optional.of(tls.context()), tree))
                    .isInstanceOf(ChannelException.class);
            MutualTls own =
                    new MutualTls(tenant, new PeerVerifier(AppraisalPolicy.simulated(CODE)));
            assertThatThrownBy(() ->
                            RemoteFileTree.connect(endpoint, Optional.of(own.context()), "guessed"))
                    .isInstanceOf(ErrnoException.class);
        }
    }

    @Test
    void noMoreFilesAreHeldThanThereIsRoomFor() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            List<OpenFiles> open = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                open.add(client.open(Optional.empty(), WHOLE));
            }

            assertThatThrownBy(() -> client.open(Optional.empty(), WHOLE))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("16 are open already");
            for (OpenFiles files : open) {
                files.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("contents")
    void contentsAreAskedForAsTheyWereNamed(ContentRequest content) throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            ExtractRequest request = new ExtractRequest(content, true);
            List<Row> rows = new ArrayList<>();

            Row end = client.extract(Optional.of("web"), request, rows::add);

            assertThat(rows).extracting(row -> row.text("base64")).containsExactly("AAEC");
            assertThat(end.number("bytes")).isEqualTo(3);
            assertThat(watch.questions).containsExactly("extract Optional[web] " + request);
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
        watch.breaksOff = true;
        try (ApiClient client = client(tenant, CODE)) {
            ExtractRequest request = new ExtractRequest(new ContentRequest.Module("tun"), false);

            assertThatThrownBy(() -> client.extract(Optional.empty(), request, _ -> {}))
                    .hasMessageContaining("agent a: gone");
        }
    }

    @Test
    void packetsArriveAsTheyWereTold() throws IOException {
        try (ApiClient client = client(tenant, CODE);
                OpenCapture capture = client.capture(Optional.of("web"), List.of("n0", "a&b"))) {
            assertThat(watch.questions).containsExactly("capture Optional[web] [n0, a&b]");
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
        watch.breaksOff = true;
        try (ApiClient client = client(tenant, CODE);
                OpenCapture capture = client.capture(Optional.empty(), List.of())) {
            assertThat(capture.next()).isPresent();
            assertThat(capture.next()).isPresent();
            assertThatThrownBy(capture::next)
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("broke off");
        }
    }

    @Test
    void findingsComeBeforeTheSummary() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            List<Row> findings = new ArrayList<>();
            ScanRequest request = new ScanRequest(List.of("a.b"), List.of(), true);

            Row summary = client.scan(Optional.empty(), request, findings::add);

            assertThat(findings).extracting(row -> row.text("rule")).containsExactly("a.b");
            assertThat(summary.number("findings")).isEqualTo(1);
            assertThat(watch.questions).containsExactly("scan Optional.empty " + request);
        }
    }

    @Test
    void aRecordSaysWhatTheScanSaid() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
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
        watch.breaksOff = true;
        try (ApiClient client = client(tenant, CODE)) {
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
                        _ -> new Verifier(AppraisalPolicy.simulated(CODE)),
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
        watch.betweenFindings =
                () -> {
                    try {
                        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts this", e);
                    }
                };
        try (ApiClient client = client(tenant, CODE)) {
            Row summary =
                    client.scan(Optional.empty(), ScanRequest.ALL, row -> arrived.countDown());

            assertThat(summary.number("findings")).isEqualTo(1);
        }
    }

    @Test
    void aScanThatBreaksOffIsAnErrorAndKeepsItsReason() {
        watch.breaksOff = true;
        try (ApiClient client = client(tenant, CODE)) {
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

    @Test
    void aQuestionRefusedKeepsItsReason() {
        try (ApiClient client = client(tenant, CODE)) {
            assertThatThrownBy(() -> client.show(Optional.of("unknown"), ShowRequest.of("kernel")))
                    .isInstanceOf(WatchException.class)
                    .hasMessage("VM \"unknown\" is not there")
                    .extracting(e -> ((WatchException) e).reason())
                    .isEqualTo(Reason.NO_SUCH_GUEST);
        }
    }

    @Test
    void symbolFilesArriveWhole() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            client.provide(Optional.of("web"), SourceKind.SYSTEM_MAP, new byte[300_000]);

            assertThat(watch.questions).containsExactly("provide Optional[web] SYSTEM_MAP 300000");
        }
    }

    @ParameterizedTest
    @MethodSource("fileRequests")
    void filesAreAskedForAsTheyWereNamed(FileRequest request) throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            List<Row> rows = new ArrayList<>();

            Row end = client.files(Optional.of("web"), request, rows::add);

            assertThat(rows).extracting(row -> row.text("path")).containsExactly("/etc");
            assertThat(end.number("rows")).isEqualTo(1);
            assertThat(watch.questions).containsExactly("files Optional[web] " + request);
        }
    }

    static Stream<FileRequest> fileRequests() {
        return Stream.of(
                new FileRequest(
                        Action.HASH,
                        new Place.Path("/a\\xff \u6ad3"),
                        true,
                        Optional.of("vg/root"),
                        false),
                new FileRequest(
                        Action.READ, new Place.Inode(1L << 40), false, Optional.empty(), false),
                new FileRequest(Action.LIST, new Place.Orphans(), false, Optional.empty(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"do\": \"write\", \"path\": \"/\"}",
                "{\"do\": \"list\"}",
                "{\"do\": \"list\", \"path\": 1}",
                "{\"do\": \"list\", \"inode\": 0}",
                "{\"do\": \"list\", \"inode\": \"7\"}",
                "{\"do\": \"list\", \"path\": \"/\", \"recursive\": 1}",
                "{\"do\": \"list\", \"path\": \"/\", \"root\": 1}",
                "{\"do\": \"list\", \"path\": \"/\", \"key\": \"x\"}"
            })
    void requestsForFilesThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> FileRequestJson.read(text))
                .isInstanceOfSatisfying(
                        WatchException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.BAD_REQUEST));
    }

    @Test
    void aKeyArrivesWholeAndIsWipedByTheServer() throws IOException {
        byte[] key = {0, 1, (byte) 0xff, '\n'};
        try (ApiClient client = client(tenant, CODE);
                Secret secret = Secret.copyOf(key)) {
            client.unlock(Optional.of("web"), Optional.of("vg/a b&c"), secret);
            client.unlock(Optional.empty(), Optional.empty(), secret);
            client.lock(Optional.of("web"));
        }

        assertThat(watch.questions)
                .containsExactly(
                        "unlock Optional[web] Optional[vg/a b&c]",
                        "unlock Optional.empty Optional.empty",
                        "lock Optional[web]");
        assertThat(watch.keys).containsExactly(key, key);
        for (Secret given : watch.given) {
            assertThatThrownBy(given::revealed).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aHeaderArrivesWholeAndOneThatIsTooLongOrForNothingIsRefused() throws IOException {
        byte[] tooLong = new byte[DiskLimits.MAX_HEADER_BYTES + 1];
        try (ApiClient client = client(tenant, CODE)) {
            client.giveHeader(Optional.of("web"), "vg/a b&c", new byte[] {0, 1, 2});

            assertThatThrownBy(() -> client.giveHeader(Optional.of("web"), "disk0", tooLong))
                    .isInstanceOf(WatchException.class);
            assertThatThrownBy(() -> client.giveHeader(Optional.of("web"), "", new byte[1]))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("volume is missing");
        }

        assertThat(watch.questions).containsExactly("header Optional[web] vg/a b&c 3");
    }

    @Test
    void anEnclaveThatRunsOtherCodeIsGivenNoKey() {
        try (ApiClient client = client(tenant, OTHER_CODE);
                Secret secret = Secret.copyOf(new byte[] {1})) {
            assertThatThrownBy(() -> client.unlock(Optional.empty(), Optional.empty(), secret))
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining(OTHER_CODE.hex());
            assertThat(watch.questions).isEmpty();
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        try (ApiClient client = client(tenant, CODE);
                Secret secret = Secret.owning(new byte[KeyBody.MAX_BYTES + 1])) {
            assertThatThrownBy(() -> client.unlock(Optional.empty(), Optional.empty(), secret))
                    .isInstanceOf(WatchException.class);
            assertThat(watch.questions).isEmpty();
        }
    }

    @Test
    void aStrangerGetsNoAnswer() {
        try (ApiClient client = client(stranger, CODE)) {
            assertThatThrownBy(client::guests)
                    .isInstanceOf(WatchException.class)
                    .hasMessageContaining("refuses this end's key")
                    .hasMessageNotContaining("Exception")
                    .hasMessageNotContaining("java.");
            assertThatThrownBy(() -> client.show(Optional.empty(), ShowRequest.of("kernel")))
                    .isInstanceOf(WatchException.class);
            assertThat(watch.questions).isEmpty();
        }
    }

    @Test
    void anEnclaveThatRunsOtherCodeIsAskedNothing() {
        try (ApiClient client = client(tenant, OTHER_CODE)) {
            WatchException e = catchThrowableOfType(WatchException.class, client::guests);

            assertThat(e.reason()).isEqualTo(Reason.REFUSED);
            assertThat(e).hasMessageContaining(CODE.hex()).hasMessageContaining(OTHER_CODE.hex());
            assertThat(watch.questions).isEmpty();
        }
    }

    @Test
    void freshEvidenceIsBoundToTheChallengeAndTheKey() throws IOException {
        try (ApiClient client = client(tenant, CODE)) {
            Appraisal accepted =
                    client.challenge(new PeerVerifier(AppraisalPolicy.simulated(CODE)));
            Appraisal refused =
                    client.challenge(new PeerVerifier(AppraisalPolicy.simulated(OTHER_CODE)));

            assertThat(accepted).isInstanceOf(Appraisal.Accepted.class);
            assertThat(refused).isInstanceOf(Appraisal.Refused.class);
        }
    }

    private ApiClient client(Identity own, Sha256 code) {
        InetSocketAddress address = server.address();
        return new ApiClient(
                address.getAddress().getHostAddress() + ":" + address.getPort(),
                new MutualTls(own, new PeerVerifier(AppraisalPolicy.simulated(code))));
    }

    private static EnclaveStatus statusOf(Identity enclave) {
        return new EnclaveStatus() {
            @Override
            public Row status() {
                return Row.of("mode", "simulated");
            }

            @Override
            public Row evidence(String nonceHex) throws WatchException {
                try {
                    byte[] answer =
                            enclave.answer(Nonce.fromBytes(HexFormat.of().parseHex(nonceHex)));
                    return Row.of("evidence", Base64.getEncoder().encodeToString(answer));
                } catch (IOException e) {
                    throw new WatchException(Reason.INCOMPLETE, "no evidence", e);
                }
            }
        };
    }
}
