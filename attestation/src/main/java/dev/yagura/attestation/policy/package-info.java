/**
 * Appraisal policies: what a relying party demands of its peers, as a value and as a JSON file.
 *
 * <p>The default denies everything, and a file with an unknown field is refused: a misspelt
 * condition must not become a missing one. The fields are described in {@code docs/attestation.md}.
 */
@NullMarked
package dev.yagura.attestation.policy;

import org.jspecify.annotations.NullMarked;
