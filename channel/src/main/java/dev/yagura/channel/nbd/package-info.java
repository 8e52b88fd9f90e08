/**
 * The Network Block Device protocol as {@code doc/proto.md} of the NBD project describes it: fixed
 * newstyle negotiation, structured replies, {@code base:allocation}; read-only.
 *
 * <p>The server speaks over TLS alone and answers any client that keeps to that document. The
 * client talks to an agent over TLS, or for an agent to the server below it without; it takes
 * nothing on trust. Not here: writing, extended headers, simple replies in the client.
 */
@NullMarked
package dev.yagura.channel.nbd;

import org.jspecify.annotations.NullMarked;
