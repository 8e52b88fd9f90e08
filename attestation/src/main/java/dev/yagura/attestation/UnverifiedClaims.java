package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

/**
 * What evidence says, before anybody checked that it is genuine.
 *
 * <p>For display and for the verifier's own use. Code that acts on claims takes {@code
 * dev.yagura.attestation.appraisal.Claims}, which only a verifier makes.
 *
 * @param mrenclave measurement of the program (SGX: MRENCLAVE)
 * @param mrsigner who signed the program (SGX: MRSIGNER); zero if nobody
 * @param prodId product id, 0..65535 (SGX: ISVPRODID)
 * @param svn security version, 0..65535 (SGX: ISVSVN)
 * @param debug whether the host may look inside
 * @param simulated whether no hardware stands behind the evidence
 * @param reportData the bytes the program chose
 */
public record UnverifiedClaims(
        Sha256 mrenclave,
        Sha256 mrsigner,
        int prodId,
        int svn,
        boolean debug,
        boolean simulated,
        ReportData reportData) {

    private static final int MAX_U16 = 0xffff;

    /** Checks the ranges. */
    public UnverifiedClaims {
        requireNonNull(mrenclave, "mrenclave");
        requireNonNull(mrsigner, "mrsigner");
        requireNonNull(reportData, "reportData");
        requireU16("prodId", prodId);
        requireU16("svn", svn);
    }

    private static void requireU16(String name, int value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(
                    "claims: %s is %d, expected 0..%d".formatted(name, value, MAX_U16));
        }
    }
}
