/**
 * What TLS says in the clear: hellos and, up to TLS 1.2, certificates (RFC 8446, 5246, 6066, 7301),
 * and the fingerprints that are made of them.
 *
 * <p>Nothing is decrypted. What follows a change of keys is not looked at, so of TLS 1.3 there are
 * hellos only. Not read: DTLS, SSL 2.0.
 */
@NullMarked
package dev.yagura.network.tls;

import org.jspecify.annotations.NullMarked;
