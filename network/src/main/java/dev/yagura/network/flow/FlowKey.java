package dev.yagura.network.flow;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.packet.Envelope;

/**
 * What the packets of a flow have in common.
 *
 * @param envelope what the first packet lay in; in answers the ends of tunnels are the other way
 *     round
 * @param protocol a number of IANA's "Protocol Numbers"
 * @param client who sent the first packet; of a connection that was under way when the capture
 *     began, who has the higher port
 * @param server the other side
 */
public record FlowKey(Envelope envelope, int protocol, Endpoint client, Endpoint server) {
    /** Requires all. */
    public FlowKey {
        requireNonNull(envelope, "envelope");
        requireNonNull(client, "client");
        requireNonNull(server, "server");
    }
}
