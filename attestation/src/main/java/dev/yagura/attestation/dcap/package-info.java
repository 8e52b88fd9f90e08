/**
 * Says whether an SGX or TDX quote is genuine, and how Intel rates the platform it comes from:
 * ECDSA quotes of Intel's Data Center Attestation Primitives (DCAP), judged without Intel's
 * library, with the JDK's cryptography.
 *
 * <p>Makes the checks of Intel's "SGX and TDX DCAP Quote Verification Library", signatures first. A
 * quote that is refused leaves as a {@link dev.yagura.attestation.RefusedException}; whether a
 * genuine one is good enough is the policy's part, in {@code dev.yagura.attestation.appraisal}.
 * Quotes by other vendors' quoting enclaves, EPID quotes, and collateral from the network are not
 * for this package.
 */
@NullMarked
package dev.yagura.attestation.dcap;

import org.jspecify.annotations.NullMarked;
