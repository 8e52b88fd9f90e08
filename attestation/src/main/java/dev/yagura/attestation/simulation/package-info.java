/**
 * Evidence for machines without a TEE: same shape, same checks, but nobody vouches for it.
 *
 * <p>Whoever controls the machine can produce any such evidence. It exists so that development,
 * tests and demonstrations go through the same code as production, and it always says so.
 */
@NullMarked
package dev.yagura.attestation.simulation;

import org.jspecify.annotations.NullMarked;
