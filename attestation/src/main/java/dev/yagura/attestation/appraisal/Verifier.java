package dev.yagura.attestation.appraisal;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Evidence;
import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.dcap.QuoteVerifier;
import dev.yagura.attestation.dcap.quote.Quote;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.simulation.SimulatedEvidence;
import dev.yagura.bytes.MalformedStructureException;
import java.util.List;
import java.util.Optional;

/**
 * Appraises evidence by one policy. Immutable and safe for concurrent use.
 *
 * <p>Two questions in this order: is the evidence genuine and bound to what the caller expects;
 * then, does the policy accept what it says. No method throws because of what the evidence
 * contains.
 */
public final class Verifier {

    private final AppraisalPolicy policy;
    private final QuoteVerifier quotes;
    private final boolean anyProgram;

    /** Returns a verifier without collateral, which therefore refuses every quote. */
    public Verifier(AppraisalPolicy policy) {
        this(policy, QuoteVerifier.WITHOUT_COLLATERAL);
    }

    /** Returns a verifier for {@code policy}. */
    public Verifier(AppraisalPolicy policy, QuoteVerifier quotes) {
        this(policy, quotes, false);
    }

    private Verifier(AppraisalPolicy policy, QuoteVerifier quotes, boolean anyProgram) {
        this.policy = requireNonNull(policy, "policy");
        this.quotes = requireNonNull(quotes, "quotes");
        this.anyProgram = anyProgram;
    }

    /**
     * Returns a verifier that only tells genuine quotes from others, for somebody who looks around.
     *
     * <p>It accepts a genuine quote of any program on any platform that is not revoked, and never a
     * debug enclave, simulated evidence, or a key. What it accepts must not be acted upon.
     */
    public static Verifier withoutPolicy(QuoteVerifier quotes) {
        return new Verifier(AppraisalPolicy.DENY_ALL, quotes, true);
    }

    /** Returns the policy; one that accepts nobody, where there is none. */
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
        return appraise(evidence, Optional.of(expected));
    }

    /**
     * Appraises evidence that nothing binds to a peer, such as a quote in a file.
     *
     * <p>It says which program ran somewhere, at some time; not who shows it now.
     */
    public Appraisal appraiseUnbound(Evidence evidence) {
        return appraise(evidence, Optional.empty());
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
                        PolicyCheck.oneOf(List.copyOf(policy.pinnedKeys())));
    }

    /**
     * Returns what evidence says; nothing is verified.
     *
     * @throws MalformedStructureException if it cannot be read
     */
    public static UnverifiedClaims inspect(Evidence evidence) throws MalformedStructureException {
        return switch (evidence.format()) {
            case SIMULATED -> SimulatedEvidence.parse(evidence.encoded()).claims();
            case DCAP -> Quote.parse(evidence.encoded()).body().claims();
        };
    }

    private Appraisal appraise(Evidence evidence, Optional<ReportData> expected) {
        Optional<Claims> genuine = Optional.empty();
        try {
            Claims claims =
                    switch (evidence.format()) {
                        case SIMULATED -> simulated(evidence);
                        case DCAP -> new Claims(quotes.verify(evidence.encoded()));
                    };
            genuine = Optional.of(claims).filter(c -> c.quote().isPresent());
            if (expected.isPresent() && !claims.reportData().equals(expected.get())) {
                throw new RefusedException(
                        Rule.REPORT_DATA, claims.reportData().hex(), expected.get().hex());
            }
            return anyProgram ? acceptGenuine(claims) : new PolicyCheck(policy).accept(claims);
        } catch (RefusedException e) {
            return new Refused(e.rule(), e.found(), e.expected(), genuine);
        }
    }

    private static Accepted acceptGenuine(Claims claims) throws RefusedException {
        PolicyCheck.refuseDebug(false, claims);
        TcbStatus status =
                claims.quote()
                        .map(quote -> quote.tcb().status())
                        .orElseThrow(() ->
                                new IllegalStateException("simulated evidence needs a policy"));
        if (status == TcbStatus.REVOKED) {
            throw new RefusedException(Rule.TCB_STATUS, status.label(), "any other");
        }
        return new Accepted(Rule.TCB_STATUS, Optional.of(claims), status.label());
    }

    private Claims simulated(Evidence evidence) throws RefusedException {
        if (!policy.allowSimulated()) {
            throw new RefusedException(
                    Rule.ALLOW_SIMULATED, "simulated evidence", "a policy that allows it");
        }
        SimulatedEvidence simulated;
        try {
            simulated = SimulatedEvidence.parse(evidence.encoded());
        } catch (MalformedStructureException e) {
            throw new RefusedException(
                    Rule.EVIDENCE,
                    String.valueOf(e.getMessage()),
                    "well-formed simulated evidence");
        }
        if (!simulated.hasGoodSignature()) {
            throw new RefusedException(
                    Rule.SIGNATURE, "wrong", "one by the key in the evidence over its content");
        }
        Sha256 key = simulated.keyHash();
        if (!policy.simulationKeys().isEmpty() && !policy.simulationKeys().contains(key)) {
            throw new RefusedException(
                    Rule.SIMULATION_KEYS,
                    key.hex(),
                    PolicyCheck.oneOf(List.copyOf(policy.simulationKeys())));
        }
        return new Claims(simulated.claims());
    }
}
