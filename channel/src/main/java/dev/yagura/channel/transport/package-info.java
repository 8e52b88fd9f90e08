/**
 * Sockets, deadlines and TLS 1.3 for both ends of the channel.
 *
 * <p>A {@link dev.yagura.channel.transport.PlainChannel} is a TCP or Unix socket on which no wait
 * is unbounded; {@link dev.yagura.channel.transport.TlsChannel} protects it by the JDK's {@code
 * SSLEngine}. Knows nothing of what is said over it.
 */
@NullMarked
package dev.yagura.channel.transport;

import org.jspecify.annotations.NullMarked;
