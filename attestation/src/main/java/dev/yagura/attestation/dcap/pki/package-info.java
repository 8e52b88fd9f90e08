/**
 * Intel's public key infrastructure for DCAP: certificate chains to a pinned root key, what a
 * platform's certificate says about it, and revocation lists (Intel, "SGX PCK Certificate and
 * Certificate Revocation List Profile Specification"; RFC 5280).
 *
 * <p>The roots and the roles are few and known, so chains are checked by name, key, role and time
 * here rather than by a general path validator. Nothing is fetched. Internal to the module, but for
 * {@link dev.yagura.attestation.dcap.pki.TrustedRoot} and {@link
 * dev.yagura.attestation.dcap.pki.PckCa}, which callers name.
 */
@NullMarked
package dev.yagura.attestation.dcap.pki;

import org.jspecify.annotations.NullMarked;
