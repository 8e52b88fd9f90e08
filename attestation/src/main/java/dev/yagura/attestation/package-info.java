/**
 * Evidence and who makes it, in the words of RFC 9334 (attester, evidence, verifier, relying party,
 * appraisal policy).
 *
 * <p>What a program claims here is not verified: {@link dev.yagura.attestation.UnverifiedClaims}
 * become claims one may act on only in {@code dev.yagura.attestation.appraisal}.
 */
@NullMarked
package dev.yagura.attestation;

import org.jspecify.annotations.NullMarked;
