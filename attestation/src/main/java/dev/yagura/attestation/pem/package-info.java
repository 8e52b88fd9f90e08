/**
 * Textual encodings of keys and certificates (RFC 7468), and X.509 certificates out of them.
 *
 * <p>Form only: nothing here says whether a certificate is to be believed. Internal to the module.
 */
@NullMarked
package dev.yagura.attestation.pem;

import org.jspecify.annotations.NullMarked;
