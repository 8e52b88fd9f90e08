/**
 * NIST P-256 as evidence and identities use it: raw points and fixed-length signatures (FIPS 186-5,
 * IEEE P1363), by the JDK's providers.
 *
 * <p>Internal to the module.
 */
@NullMarked
package dev.yagura.attestation.ec;

import org.jspecify.annotations.NullMarked;
