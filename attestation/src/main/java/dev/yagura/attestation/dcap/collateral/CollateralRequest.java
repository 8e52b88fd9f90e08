package dev.yagura.attestation.dcap.collateral;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.pki.PckCa;

/**
 * Which platform's collateral is needed.
 *
 * @param tee what was quoted, SGX or TDX
 * @param fmspc kind of platform, 12 lower-case hexadecimal digits
 * @param ca who certified the platform
 */
public record CollateralRequest(Tee tee, String fmspc, PckCa ca) {
    /** Requires all three. */
    public CollateralRequest {
        requireNonNull(tee, "tee");
        requireNonNull(fmspc, "fmspc");
        requireNonNull(ca, "ca");
    }
}
