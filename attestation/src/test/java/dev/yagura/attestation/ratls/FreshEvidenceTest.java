package dev.yagura.attestation.ratls;

import static dev.yagura.attestation.ratls.Peers.ACCEPTS_CODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.policy.AppraisalPolicy;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

class FreshEvidenceTest {
    private final Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));
    private final Identity enclave = Peers.enclave();
    private final MutualTls atAgent = new MutualTls(agent, new PeerVerifier(ACCEPTS_CODE));
    private final MutualTls atEnclave = pinningAgent(enclave);

    FreshEvidenceTest() throws IOException {}

    private MutualTls pinningAgent(Identity own) {
        return new MutualTls(own, new PeerVerifier(AppraisalPolicy.pinning(agent.keyHash())));
    }

    /** The two ends of an established session. */
    private record Ends(SSLSession atAgent, SSLSession atEnclave) {}

    private Ends session(MutualTls client) throws IOException {
        SSLEngine server = atAgent.serverEngine();
        SSLEngine engine = client.clientEngine();
        new Handshake(engine, server).run();
        return new Ends(server.getSession(), engine.getSession());
    }

    @Test
    void evidenceOfTheSessionIsAccepted() throws IOException {
        Ends ends = session(atEnclave);

        Appraisal verdict =
                atAgent.appraiseFresh(ends.atAgent, atEnclave.freshEvidence(ends.atEnclave));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.simulated()).isTrue());
    }

    @Test
    void evidenceOfAnotherSessionOfTheSameEndsIsRefused() throws IOException {
        Optional<byte[]> before = atEnclave.freshEvidence(session(atEnclave).atEnclave);

        Appraisal verdict = atAgent.appraiseFresh(session(atEnclave).atAgent, before);

        assertThat(Peers.refused(verdict).rule()).isEqualTo(Rule.NONCE);
    }

    /** Whoever has stolen the key of a certificate has its evidence, and none that is fresh. */
    @Test
    void noEvidenceAndThatOfTheCertificateAreRefused() throws IOException {
        SSLSession session = session(atEnclave).atAgent;
        byte[] ofCertificate =
                KeyEvidence.about(enclave.certificate().getPublicKey(), Peers.attester());

        assertThat(Peers.refused(atAgent.appraiseFresh(session, Optional.empty())).message())
                .isEqualTo(
                        "refused: nonce is no evidence, expected evidence made for this session");
        assertThat(Peers.refused(atAgent.appraiseFresh(session, Optional.of(ofCertificate))).rule())
                .isEqualTo(Rule.NONCE);
    }

    @Test
    void evidenceAboutAnotherKeyIsRefused() throws IOException {
        Ends ends = session(atEnclave);
        Optional<byte[]> ofAnother = pinningAgent(Peers.enclave()).freshEvidence(ends.atEnclave);

        assertThat(Peers.refused(atAgent.appraiseFresh(ends.atAgent, ofAnother)).rule())
                .isEqualTo(Rule.PUBLIC_KEY);
    }

    @Test
    void aPinnedPeerNeedsNone() throws IOException {
        Ends ends = session(atEnclave);

        assertThat(atAgent.freshEvidence(ends.atAgent)).isEmpty();
        assertThat(atEnclave.pinsPeerOf(ends.atEnclave)).isTrue();
        assertThat(atEnclave.appraiseFresh(ends.atEnclave, Optional.empty()))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void aSessionThatDoesNotStandHasNoPeer() {
        SSLSession none = atAgent.serverEngine().getSession();

        assertThatExceptionOfType(SSLPeerUnverifiedException.class)
                .isThrownBy(() -> atAgent.appraiseFresh(none, Optional.empty()));
    }

    @Test
    void settingsForOnePeerTakeNoOtherOfTheSameCode() throws IOException {
        MutualTls onlyThis = atAgent.withOnly(enclave.certificate());
        new Handshake(atEnclave.clientEngine(), onlyThis.serverEngine()).run();

        MutualTls other = pinningAgent(Peers.enclave());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> new Handshake(other.clientEngine(), onlyThis.serverEngine()).run())
                .withMessageContaining("tls client: refused");
    }
}
