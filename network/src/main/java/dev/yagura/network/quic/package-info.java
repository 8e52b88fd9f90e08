/**
 * What QUIC says before it is encrypted for good: the hello of TLS in a client's first packets (RFC
 * 9000, 9001; version 2 of RFC 9369).
 *
 * <p>Initial packets are encrypted with keys that anybody can make of them, so their content is
 * read, and as hostile as any. Not read: what servers say, packets of any other kind, what a client
 * says in another version or after a Retry.
 */
@NullMarked
package dev.yagura.network.quic;

import org.jspecify.annotations.NullMarked;
