package dev.yagura.attestation.appraisal;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.TrustDomain;
import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.dcap.VerifiedQuote;
import java.util.Optional;

/**
 * What evidence says that is genuine, or simulated and accepted as that. Only a {@link Verifier}
 * makes one.
 *
 * <p>{@link #simulated()} claims are as good as the word of whoever controls the machine.
 */
public final class Claims {

    private final UnverifiedClaims claims;
    private final Optional<VerifiedQuote> quote;

    /** Returns what simulated evidence says. */
    Claims(UnverifiedClaims claims) {
        this.claims = claims;
        this.quote = Optional.empty();
    }

    /** Returns what a genuine quote says. */
    Claims(VerifiedQuote quote) {
        this.claims = quote.claims();
        this.quote = Optional.of(quote);
    }

    /** Returns what keeps the program apart from its host. */
    public Tee tee() {
        return claims.tee();
    }

    /** Returns the measurement of the program (SGX: MRENCLAVE); zero for a trust domain. */
    public Sha256 mrenclave() {
        return claims.mrenclave();
    }

    /** Returns who signed the program (SGX: MRSIGNER); zero if nobody. */
    public Sha256 mrsigner() {
        return claims.mrsigner();
    }

    /** Returns the product id, 0..65535 (SGX: ISVPRODID). */
    public int prodId() {
        return claims.prodId();
    }

    /** Returns the security version, 0..65535 (SGX: ISVSVN). */
    public int svn() {
        return claims.svn();
    }

    /** Returns whether the host may look inside. */
    public boolean debug() {
        return claims.debug();
    }

    /** Returns whether no hardware stands behind the evidence. */
    public boolean simulated() {
        return claims.simulated();
    }

    /** Returns the bytes the program chose. */
    public ReportData reportData() {
        return claims.reportData();
    }

    /** Returns how a trust domain was measured; empty for anything else. */
    public Optional<TrustDomain> trustDomain() {
        return claims.trustDomain();
    }

    /** Returns the quote that says so, with Intel's rating of its platform; empty in simulation. */
    public Optional<VerifiedQuote> quote() {
        return quote;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Claims that
                && claims.equals(that.claims)
                && quote.equals(that.quote);
    }

    @Override
    public int hashCode() {
        return 31 * claims.hashCode() + quote.hashCode();
    }

    /** Returns the values in one line. */
    @Override
    public String toString() {
        String program =
                trustDomain()
                        .map(domain -> "mrtd " + domain.mrtd())
                        .orElseGet(() ->
                                "mrenclave %s, mrsigner %s, prodId %d, svn %d"
                                        .formatted(mrenclave(), mrsigner(), prodId(), svn()));
        return "%s, %s%s".formatted(tee().label(), program, debug() ? ", debug" : "");
    }
}
