package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What evidence says, before anybody checked that it is genuine.
 *
 * <p>For display and for the verifier's own use. Code that acts on claims takes {@code
 * dev.yagura.attestation.appraisal.Claims}, which only a verifier makes.
 *
 * @param tee what keeps the program apart from its host
 * @param mrenclave measurement of the program (SGX: MRENCLAVE); zero for a trust domain
 * @param mrsigner who signed the program (SGX: MRSIGNER); zero if nobody
 * @param prodId product id, 0..65535 (SGX: ISVPRODID)
 * @param svn security version, 0..65535 (SGX: ISVSVN)
 * @param debug whether the host may look inside
 * @param reportData the bytes the program chose
 * @param trustDomain the measurements of a TDX trust domain; empty for anything else
 */
public record UnverifiedClaims(
        Tee tee,
        Sha256 mrenclave,
        Sha256 mrsigner,
        int prodId,
        int svn,
        boolean debug,
        ReportData reportData,
        Optional<TrustDomain> trustDomain) {

    private static final int MAX_U16 = 0xffff;

    /** Checks the ranges. */
    public UnverifiedClaims {
        requireNonNull(tee, "tee");
        requireNonNull(mrenclave, "mrenclave");
        requireNonNull(mrsigner, "mrsigner");
        requireNonNull(reportData, "reportData");
        requireU16("prodId", prodId);
        requireU16("svn", svn);
        if (trustDomain.isPresent() != (tee == Tee.TDX)) {
            throw new IllegalArgumentException(
                    "claims: measurements of a trust domain are %s for %s"
                            .formatted(trustDomain.isPresent() ? "there" : "absent", tee.label()));
        }
    }

    /** Returns whether no hardware stands behind the evidence. */
    public boolean simulated() {
        return tee == Tee.SIMULATED;
    }

    /** Returns what a TDX trust domain says. */
    public static UnverifiedClaims ofTrustDomain(
            TrustDomain domain, boolean debug, ReportData reportData) {
        return new UnverifiedClaims(
                Tee.TDX, Sha256.ZERO, Sha256.ZERO, 0, 0, debug, reportData, Optional.of(domain));
    }

    private static void requireU16(String name, int value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(
                    "claims: %s is %d, expected 0..%d".formatted(name, value, MAX_U16));
        }
    }
}
