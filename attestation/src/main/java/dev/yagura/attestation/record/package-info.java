/**
 * Signed records of what an enclave found: lines that prove which program wrote them, and whether
 * one was changed, removed, moved, added, or held back.
 *
 * <p>Each line is a JSON Web Signature (RFC 7515, flattened JSON; Ed25519 of RFC 9864) whose header
 * holds number and digest of the line before. The first line carries the evidence for the key. What
 * a row says is not looked at here.
 */
@NullMarked
package dev.yagura.attestation.record;

import org.jspecify.annotations.NullMarked;
