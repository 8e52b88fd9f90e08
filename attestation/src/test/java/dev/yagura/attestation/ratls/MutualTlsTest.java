package dev.yagura.attestation.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.AppraisalException;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;

class MutualTlsTest {

    private static final Sha256 CODE = Sha256.hash(new byte[] {1});

    private final Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));
    private final Identity enclave = enclave();

    private final AppraisalPolicy pinsAgent = AppraisalPolicy.pinning(agent.keyHash());
    private final AppraisalPolicy wantsEnclave = AppraisalPolicy.simulated(CODE);

    @Test
    void agentAndEnclaveAcceptEachOther() throws IOException {
        MutualTls atAgent = tls(agent, wantsEnclave);
        MutualTls atEnclave = tls(enclave, pinsAgent);
        SSLEngine server = atAgent.serverEngine();
        SSLEngine client = atEnclave.clientEngine();

        new Handshake(client, server).run();

        Accepted enclaveSeen = atAgent.peer(server.getSession());
        assertThat(enclaveSeen.rule()).isEqualTo(Rule.MRENCLAVE);
        assertThat(enclaveSeen.simulated()).isTrue();
        assertThat(enclaveSeen.claims().orElseThrow().mrenclave()).isEqualTo(CODE);
        assertThat(enclaveSeen.message()).contains("simulated");
        Accepted agentSeen = atEnclave.peer(client.getSession());
        assertThat(agentSeen.rule()).isEqualTo(Rule.PINNED_KEYS);
        assertThat(agentSeen.claims()).isEmpty();
        assertThat(agentSeen.found()).isEqualTo(agent.keyHash().hex());
        assertThat(server.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void attestedEndMayAlsoBeTheServer() throws IOException {
        MutualTls atAgent = tls(agent, wantsEnclave);
        SSLEngine server = tls(enclave, pinsAgent).serverEngine();
        SSLEngine client = atAgent.clientEngine();

        new Handshake(client, server).run();

        assertThat(atAgent.peer(client.getSession()).simulated()).isTrue();
    }

    @Test
    void enclaveThatPolicyRefusesGetsNoConnection() {
        SSLEngine server = tls(agent, AppraisalPolicy.simulated(Sha256.ZERO)).serverEngine();
        SSLEngine client = tls(enclave, pinsAgent).clientEngine();

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("tls client: refused: mrenclave is " + CODE)
                .cause()
                .isInstanceOfSatisfying(
                        AppraisalException.class,
                        e -> {
                            assertThat(e.refused().rule()).isEqualTo(Rule.MRENCLAVE);
                            assertThat(e.certificate()).contains(enclave.certificate());
                        });
    }

    @Test
    void agentThatPolicyRefusesGetsNoConnection() {
        SSLEngine server = tls(agent, wantsEnclave).serverEngine();
        SSLEngine client = tls(enclave, AppraisalPolicy.pinning(Sha256.ZERO)).clientEngine();

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("tls server: refused: pinnedKeys is " + agent.keyHash());
    }

    @Test
    void defaultPolicyRefusesEverybody() {
        SSLEngine server = tls(agent, AppraisalPolicy.DENY_ALL).serverEngine();
        SSLEngine client = tls(enclave, pinsAgent).clientEngine();

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .hasMessageContaining("allowSimulated");
    }

    @Test
    void clientWithoutCertificateIsRefused() throws Exception {
        SSLEngine server = tls(agent, wantsEnclave).serverEngine();
        var anonymous = javax.net.ssl.SSLContext.getInstance("TLSv1.3");
        anonymous.init(
                null,
                new javax.net.ssl.TrustManager[] {new RaTlsTrust(new PeerVerifier(pinsAgent))},
                null);
        SSLEngine client = anonymous.createSSLEngine();
        client.setUseClientMode(true);

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void olderProtocolsAreRefused() {
        SSLEngine server = tls(agent, wantsEnclave).serverEngine();
        SSLEngine client = tls(enclave, pinsAgent).clientEngine();
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        client.setEnabledCipherSuites(client.getSupportedCipherSuites());

        assertThatThrownBy(() -> new Handshake(client, server).run())
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void protocolNameIsNegotiated() throws IOException {
        SSLEngine server = tls(agent, wantsEnclave).serverEngine("control/1");
        SSLEngine client = tls(enclave, pinsAgent).clientEngine("other/1", "control/1");

        new Handshake(client, server).run();

        assertThat(server.getApplicationProtocol()).isEqualTo("control/1");
        assertThat(client.getApplicationProtocol()).isEqualTo("control/1");
    }

    @Test
    void everyConnectionIsAppraisedAnew() throws IOException {
        AtomicInteger clientAppraisals = new AtomicInteger();
        AtomicInteger serverAppraisals = new AtomicInteger();
        var atAgent =
                new MutualTls(agent, new PeerVerifier(wantsEnclave, counting(serverAppraisals)));
        var atEnclave =
                new MutualTls(enclave, new PeerVerifier(pinsAgent, counting(clientAppraisals)));

        for (int connection = 1; connection <= 3; connection++) {
            SSLEngine client = atEnclave.context().createSSLEngine("agent.example", 10809);
            client.setUseClientMode(true);
            client.setSSLParameters(atEnclave.clientParameters());
            new Handshake(client, atAgent.serverEngine()).run();

            assertThat(clientAppraisals).hasValue(connection);
            assertThat(serverAppraisals).hasValue(connection);
        }
    }

    @Test
    void peerWhoseCertificateRunsOutIsNoLongerAccepted() throws IOException {
        var clock = new SteppingClock();
        var atAgent = new MutualTls(agent, new PeerVerifier(wantsEnclave, clock));
        SSLEngine server = atAgent.serverEngine();
        new Handshake(tls(enclave, pinsAgent).clientEngine(), server).run();
        assertThat(atAgent.peer(server.getSession()).rule()).isEqualTo(Rule.MRENCLAVE);

        clock.now = clock.now.plus(Duration.ofDays(31));

        assertThatThrownBy(() -> atAgent.peer(server.getSession()))
                .isInstanceOf(SSLPeerUnverifiedException.class)
                .hasMessageContaining("refused: certificate is valid from")
                .hasCauseInstanceOf(AppraisalException.class);
    }

    @Test
    void pinnedKeyIsEnoughForAnAttestedPeer() throws IOException {
        MutualTls atAgent =
                tls(agent, AppraisalPolicy.DENY_ALL.withPinnedKeys(Set.of(enclave.keyHash())));
        SSLEngine server = atAgent.serverEngine();

        new Handshake(tls(enclave, pinsAgent).clientEngine(), server).run();

        assertThat(atAgent.peer(server.getSession()).claims()).isEmpty();
    }

    private static InstantSource counting(AtomicInteger count) {
        return () -> {
            count.incrementAndGet();
            return Clock.systemUTC().instant();
        };
    }

    private static MutualTls tls(Identity own, AppraisalPolicy peers) {
        return new MutualTls(own, new PeerVerifier(peers));
    }

    private static Identity enclave() {
        try {
            return Identity.attested(
                    IdentityOptions.named("enclave"),
                    SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class SteppingClock implements InstantSource {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }
    }
}
