/**
 * The verifier: appraises evidence by a policy and says which rule decided, with the values found.
 *
 * <p>An appraisal never throws on hostile input; what is not accepted is refused with a reason. In
 * RFC 9334's words an {@link dev.yagura.attestation.appraisal.Appraisal} is the attestation result.
 */
@NullMarked
package dev.yagura.attestation.appraisal;

import org.jspecify.annotations.NullMarked;
