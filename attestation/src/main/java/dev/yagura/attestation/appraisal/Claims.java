package dev.yagura.attestation.appraisal;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.UnverifiedClaims;

/**
 * What accepted evidence says. Only a {@link Verifier} makes one, after every check has passed.
 *
 * <p>{@link #simulated()} claims are as good as the word of whoever controls the machine.
 */
public final class Claims {

    private final UnverifiedClaims claims;

    Claims(UnverifiedClaims claims) {
        this.claims = claims;
    }

    /** Returns the measurement of the program (SGX: MRENCLAVE). */
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Claims that && claims.equals(that.claims);
    }

    @Override
    public int hashCode() {
        return claims.hashCode();
    }

    /** Returns the values in one line. */
    @Override
    public String toString() {
        return "%smrenclave %s, mrsigner %s, prodId %d, svn %d%s"
                .formatted(
                        simulated() ? "simulated, " : "",
                        mrenclave(),
                        mrsigner(),
                        prodId(),
                        svn(),
                        debug() ? ", debug" : "");
    }
}
