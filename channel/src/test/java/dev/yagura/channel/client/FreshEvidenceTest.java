package dev.yagura.channel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.ratls.PeerVerifier;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import dev.yagura.channel.AuditEvent;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.agent.AccessPolicy;
import dev.yagura.channel.agent.AgentServer;
import dev.yagura.channel.agent.AgentServerConfig;
import dev.yagura.channel.nbd.RemoteMemory;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.tls.PatternMemory;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.channel.transport.TlsEnd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent asks of enclaves beyond their certificates. */
class FreshEvidenceTest {
    private static final Sha256 CODE = Sha256.hash(new byte[] {1});

    private final Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));
    private final AtomicInteger quotes = new AtomicInteger();
    private final MutualTls enclave = enclave();
    private final Queue<AuditEvent> audit = new ConcurrentLinkedQueue<>();

    @TempDir private Path directory;
    private AgentServer server;

    FreshEvidenceTest() throws IOException {}

    private MutualTls enclave() throws IOException {
        SimulatedAttester simulated =
                SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1));
        Attester counting =
                new Attester() {
                    @Override
                    public EvidenceFormat format() {
                        return simulated.format();
                    }

                    @Override
                    public Evidence attest(ReportData reportData) throws IOException {
                        quotes.incrementAndGet();
                        return simulated.attest(reportData);
                    }
                };
        return new MutualTls(
                Identity.attested(IdentityOptions.named("enclave"), counting),
                new PeerVerifier(AppraisalPolicy.pinning(agent.keyHash())));
    }

    @BeforeEach
    void start() throws IOException {
        server =
                AgentServer.start(
                        new Endpoint.Unix(directory.resolve("s")),
                        TlsEnd.attesting(
                                new MutualTls(
                                        agent, new PeerVerifier(AppraisalPolicy.simulated(CODE)))),
                        new FakeGuests().with("web", 100),
                        AccessPolicy.everything(),
                        AgentServerConfig.DEFAULT,
                        audit::add);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private AgentConnection open(TlsEnd tls) throws ChannelException {
        return AgentConnection.open(server.endpoint(), tls, AgentConnectionConfig.DEFAULT);
    }

    @Test
    void anEnclaveShowsEvidenceOfItsOwnForEachControlConnection() throws IOException {
        int ofCertificate = quotes.get();
        for (int connection = 1; connection <= 2; connection++) {
            try (AgentConnection connected = open(TlsEnd.attesting(enclave));
                    RemoteMemory memory = connected.memory("web")) {
                byte[] page = new byte[4096];
                memory.read(0x1000, MemorySegment.ofArray(page));
                assertThat(page).isEqualTo(PatternMemory.expected(0x1000, page.length));
            }
            assertThat(quotes).hasValue(ofCertificate + connection);
        }
    }

    @Test
    void aCertificateWithEvidenceAloneIsRefused() {
        assertThatExceptionOfType(ChannelException.class)
                .isThrownBy(() -> open(TlsEnd.ofCertificates(enclave.context())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_BY_PEER))
                .withMessageContaining("nonce is no evidence");
        assertThat(audit).anyMatch(event -> event.kind() == AuditEvent.Kind.REFUSED);
    }

    @Test
    void memoryIsServedToKeysThatHaveShownEvidenceOnly() throws IOException {
        assertThat(nbdSays()).isEqualTo(-1);
        try (AgentConnection _ = open(TlsEnd.attesting(enclave))) {
            assertThat(nbdSays()).isPositive();
        }
        while (nbdSays() > 0) {
            Thread.onSpinWait(); // the agent notices the end of the control connection by itself
        }
    }

    /** Returns what an NBD connection's first read gives: bytes of a reply, or -1 for its end. */
    private int nbdSays() throws IOException {
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        PlainChannel plain = PlainChannel.connect(server.endpoint(), deadline);
        try (TlsChannel channel = StartTls.connect(plain, enclave.context(), "nbd", deadline)) {
            ByteBuffer listing =
                    ByteBuffer.allocate(16).putLong(0x49484156454F5054L).putInt(3).putInt(0).flip();
            channel.write(listing, deadline);
            channel.flush(deadline);
            return channel.read(ByteBuffer.allocate(64), deadline);
        }
    }
}
