package dev.yagura.attestation.appraisal;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedEvidence;
import dev.yagura.bytes.MalformedStructureException;
import java.util.Optional;
import java.util.Set;

/**
 * Appraises evidence by one policy. Immutable and safe for concurrent use.
 *
 * <p>Two questions in this order: is the evidence genuine and bound to what the caller expects;
 * then, does the policy accept what it says. No method throws because of what the evidence
 * contains.
 */
public final class Verifier {

    private final AppraisalPolicy policy;

    /** Returns a verifier for {@code policy}. */
    public Verifier(AppraisalPolicy policy) {
        this.policy = requireNonNull(policy, "policy");
    }

    /** Returns the policy. */
    public AppraisalPolicy policy() {
        return policy;
    }

    /**
     * Appraises evidence.
     *
     * @param evidence from the peer
     * @param expected the report data that binds it to the peer's key or to a challenge
     */
    public Appraisal appraise(Evidence evidence, ReportData expected) {
        return switch (evidence.format()) {
            case SIMULATED -> appraiseSimulated(evidence, expected);
        };
    }

    /**
     * Appraises a peer without evidence by its key alone.
     *
     * @param publicKey SHA-256 of its DER-encoded {@code SubjectPublicKeyInfo}
     */
    public Appraisal appraiseKey(Sha256 publicKey) {
        return policy.pinnedKeys().contains(publicKey)
                ? new Accepted(Rule.PINNED_KEYS, Optional.empty(), publicKey.hex())
                : new Refused(
                        Rule.PINNED_KEYS,
                        publicKey.hex() + " without evidence",
                        oneOf(policy.pinnedKeys()));
    }

    /**
     * Returns what evidence says; nothing is verified.
     *
     * @throws MalformedStructureException if it cannot be read
     */
    public static UnverifiedClaims inspect(Evidence evidence) throws MalformedStructureException {
        return switch (evidence.format()) {
            case SIMULATED -> SimulatedEvidence.parse(evidence.encoded()).claims();
        };
    }

    private Appraisal appraiseSimulated(Evidence evidence, ReportData expected) {
        if (!policy.allowSimulated()) {
            return new Refused(
                    Rule.ALLOW_SIMULATED, "simulated evidence", "a policy that allows it");
        }
        SimulatedEvidence simulated;
        try {
            simulated = SimulatedEvidence.parse(evidence.encoded());
        } catch (MalformedStructureException e) {
            return new Refused(
                    Rule.EVIDENCE,
                    String.valueOf(e.getMessage()),
                    "well-formed simulated evidence");
        }
        if (!simulated.hasGoodSignature()) {
            return new Refused(
                    Rule.SIGNATURE, "wrong", "one by the key in the evidence over its content");
        }
        Sha256 key = simulated.keyHash();
        if (!policy.simulationKeys().isEmpty() && !policy.simulationKeys().contains(key)) {
            return new Refused(Rule.SIMULATION_KEYS, key.hex(), oneOf(policy.simulationKeys()));
        }
        return decide(simulated.claims(), expected);
    }

    /** The part that is the same for every format: binding, then policy. */
    private Appraisal decide(UnverifiedClaims claims, ReportData expected) {
        if (!claims.reportData().equals(expected)) {
            return new Refused(Rule.REPORT_DATA, claims.reportData().hex(), expected.hex());
        }
        if (claims.debug() && !policy.allowDebug()) {
            return new Refused(Rule.ALLOW_DEBUG, "a debug enclave", "one that is not");
        }
        boolean byMeasurement = !policy.mrenclave().isEmpty();
        boolean bySigner = !policy.mrsigner().isEmpty();
        if (!bySigner || byMeasurement) {
            if (!policy.mrenclave().contains(claims.mrenclave())) {
                return new Refused(
                        Rule.MRENCLAVE, claims.mrenclave().hex(), oneOf(policy.mrenclave()));
            }
        }
        if (bySigner && !policy.mrsigner().contains(claims.mrsigner())) {
            return new Refused(Rule.MRSIGNER, claims.mrsigner().hex(), oneOf(policy.mrsigner()));
        }
        if (policy.prodId().isPresent() && policy.prodId().getAsInt() != claims.prodId()) {
            return new Refused(
                    Rule.PROD_ID,
                    Integer.toString(claims.prodId()),
                    Integer.toString(policy.prodId().getAsInt()));
        }
        if (claims.svn() < policy.minSvn()) {
            return new Refused(
                    Rule.MIN_SVN, Integer.toString(claims.svn()), "at least " + policy.minSvn());
        }
        Optional<Claims> verified = Optional.of(new Claims(claims));
        return byMeasurement
                ? new Accepted(Rule.MRENCLAVE, verified, claims.mrenclave().hex())
                : new Accepted(Rule.MRSIGNER, verified, claims.mrsigner().hex());
    }

    private static String oneOf(Set<Sha256> values) {
        if (values.isEmpty()) {
            return "nothing: the policy lists none";
        }
        String first = values.iterator().next().hex();
        return values.size() == 1 ? first : "%s or %d others".formatted(first, values.size() - 1);
    }
}
