package dev.yagura.attestation.ratls;

import dev.yagura.attestation.Attester;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Identities and appraisals that several tests need. */
final class Peers {

    static final Sha256 CODE = Sha256.hash(new byte[] {1});
    static final AppraisalPolicy ACCEPTS_CODE = AppraisalPolicy.simulated(CODE);

    private Peers() {}

    static Attester attester() {
        return SimulatedAttester.withFreshKey(SimulatedEnclave.of(CODE, 1, 1));
    }

    static Identity enclave() throws IOException {
        return Identity.attested(IdentityOptions.named("enclave"), attester());
    }

    static Refused refusedBy(AppraisalPolicy policy, X509Certificate certificate) {
        return refused(new PeerVerifier(policy).appraise(certificate));
    }

    static Refused refused(Appraisal appraisal) {
        if (appraisal instanceof Refused refused) {
            return refused;
        }
        throw new AssertionError("expected a refusal, was " + appraisal.message());
    }

    /** A certificate in which an attacker puts evidence of his choice beside a key of his own. */
    static X509Certificate forged(KeyPair keys, TaggedEvidence evidence) {
        return SelfSigned.certificate(keys, IdentityOptions.named("forged"), Optional.of(evidence));
    }
}
