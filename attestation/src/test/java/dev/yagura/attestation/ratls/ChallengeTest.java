package dev.yagura.attestation.ratls;

import static dev.yagura.attestation.ratls.Peers.ACCEPTS_CODE;
import static dev.yagura.attestation.ratls.Peers.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.policy.AppraisalPolicy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private final PeerVerifier verifier = new PeerVerifier(ACCEPTS_CODE);
    private final Nonce nonce = Nonce.random();
    private Identity enclave;
    private byte[] answer;

    @BeforeEach
    void challenge() throws IOException {
        enclave = Peers.enclave();
        answer = enclave.answer(nonce);
    }

    @Test
    void acceptsAnswerToItsOwnChallenge() {
        assertThat(verifier.appraiseAnswer(answer, nonce, enclave.certificate()))
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.simulated()).isTrue());
    }

    @Test
    void refusesReplayedAnswer() {
        Nonce next = Nonce.random();

        var refused = refused(verifier.appraiseAnswer(answer, next, enclave.certificate()));

        assertThat(refused.rule()).isEqualTo(Rule.NONCE);
        assertThat(refused.found()).isEqualTo(nonce.hex());
        assertThat(refused.expected()).isEqualTo(next.hex());
    }

    @Test
    void refusesAnswerRelayedFromAnotherEnclave() throws IOException {
        byte[] elsewhere = Peers.enclave().answer(nonce);

        var refused = refused(verifier.appraiseAnswer(elsewhere, nonce, enclave.certificate()));

        assertThat(refused.rule()).isEqualTo(Rule.PUBLIC_KEY);
    }

    @Test
    void refusesEvidenceOfTheCertificateAsAnAnswer() throws IOException {
        byte[] spki = enclave.certificate().getPublicKey().getEncoded();
        byte[] stale =
                TaggedEvidence.attest(Peers.attester(), CustomClaims.about(spki, Optional.empty()))
                        .encode();

        var refused = refused(verifier.appraiseAnswer(stale, nonce, enclave.certificate()));

        assertThat(refused.rule()).isEqualTo(Rule.NONCE);
        assertThat(refused.found()).isEqualTo("absent");
    }

    @Test
    void pinnedKeyIsNoAnswer() {
        var pinning = new PeerVerifier(AppraisalPolicy.pinning(enclave.keyHash()));

        var refused = refused(pinning.appraiseAnswer(answer, nonce, enclave.certificate()));

        assertThat(refused.rule()).isEqualTo(Rule.ALLOW_SIMULATED);
    }

    @Test
    void refusesEveryFlippedBit() {
        for (int bit = 0; bit < answer.length * 8; bit++) {
            byte[] mutant = answer.clone();
            mutant[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verifier.appraiseAnswer(mutant, nonce, enclave.certificate()).message())
                    .as("bit %d", bit)
                    .startsWith("refused: ");
        }
    }

    @Test
    void refusesEveryTruncationAndAnyTail() {
        for (int length = 0; length < answer.length; length++) {
            byte[] cut = Arrays.copyOf(answer, length);
            var refused = refused(verifier.appraiseAnswer(cut, nonce, enclave.certificate()));
            assertThat(refused.rule()).as("length %d", length).isEqualTo(Rule.EVIDENCE);
        }
        byte[] longer = Arrays.copyOf(answer, answer.length + 1);
        assertThat(refused(verifier.appraiseAnswer(longer, nonce, enclave.certificate())).found())
                .contains("has 1 trailing bytes, expected none");
    }

    @Test
    void identityWithoutAttesterCannotAnswer() {
        Identity agent = Identity.withoutEvidence(IdentityOptions.named("agent"));

        assertThat(agent.canAnswer()).isFalse();
        assertThatThrownBy(() -> agent.answer(nonce)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noncesDiffer() {
        assertThat(Nonce.random()).isNotEqualTo(Nonce.random());
        assertThatThrownBy(() -> Nonce.fromBytes(new byte[15]))
                .hasMessageContaining("has 15 bytes, expected 16..64");
    }
}
