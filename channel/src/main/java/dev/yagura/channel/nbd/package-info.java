/**
 * The Network Block Device protocol as {@code doc/proto.md} of the NBD project describes it: fixed
 * newstyle negotiation, structured replies, {@code base:allocation}; read-only, over TLS alone.
 *
 * <p>The server answers any client that keeps to that document; the client talks to an agent and
 * takes nothing on trust. Not here: writing, extended headers, simple replies in the client.
 */
@NullMarked
package dev.yagura.channel.nbd;

import org.jspecify.annotations.NullMarked;
