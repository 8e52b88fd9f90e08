package dev.yagura.network.flow;

import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.Transport;
import dev.yagura.network.packet.Tunnel;
import java.util.List;

/**
 * What the packets of a flow have in common, the same for both directions.
 *
 * @param envelope with the ends of tunnels in order
 * @param protocol a number of IANA's "Protocol Numbers"
 * @param lower the endpoint that comes first in order
 * @param upper the other one
 */
record Conversation(Envelope envelope, int protocol, Endpoint lower, Endpoint upper) {
    private static final int ICMP_ECHO_REPLY = 0;
    private static final int ICMP_ECHO = 8;
    private static final int ICMPV6_ECHO = 128;
    private static final int ICMPV6_ECHO_REPLY = 129;

    static Conversation of(Packet packet) {
        return of(packet.envelope(), packet.ip().protocol(), source(packet), destination(packet));
    }

    static Conversation of(FlowKey key) {
        return of(key.envelope(), key.protocol(), key.client(), key.server());
    }

    private static Conversation of(Envelope envelope, int protocol, Endpoint one, Endpoint other) {
        boolean inOrder = one.compareTo(other) <= 0;
        return new Conversation(
                inOrder(envelope), protocol, inOrder ? one : other, inOrder ? other : one);
    }

    static Endpoint source(Packet packet) {
        int port =
                switch (packet.transport()) {
                    case Transport.Tcp tcp -> tcp.sourcePort();
                    case Transport.Udp udp -> udp.sourcePort();
                    case Transport.Sctp sctp -> sctp.sourcePort();
                    case Transport.Icmp icmp -> echoIdentifier(packet.ip(), icmp);
                    case Transport.Gre _, Transport.Other _ -> 0;
                };
        return new Endpoint(packet.ip().source(), port);
    }

    static Endpoint destination(Packet packet) {
        int port =
                switch (packet.transport()) {
                    case Transport.Tcp tcp -> tcp.destinationPort();
                    case Transport.Udp udp -> udp.destinationPort();
                    case Transport.Sctp sctp -> sctp.destinationPort();
                    case Transport.Icmp icmp -> echoIdentifier(packet.ip(), icmp);
                    case Transport.Gre _, Transport.Other _ -> 0;
                };
        return new Endpoint(packet.ip().destination(), port);
    }

    private static int echoIdentifier(IpHeader ip, Transport.Icmp icmp) {
        int type = icmp.type();
        boolean echo =
                ip.isV6()
                        ? type == ICMPV6_ECHO || type == ICMPV6_ECHO_REPLY
                        : type == ICMP_ECHO || type == ICMP_ECHO_REPLY;
        return echo ? (int) (icmp.rest() >>> 16) : 0;
    }

    private static Envelope inOrder(Envelope envelope) {
        if (envelope.tunnels().isEmpty()) {
            return envelope;
        }
        List<Tunnel> tunnels = envelope.tunnels().stream().map(Conversation::inOrder).toList();
        return new Envelope(envelope.vlans(), tunnels);
    }

    private static Tunnel inOrder(Tunnel tunnel) {
        if (tunnel.source().compareTo(tunnel.destination()) <= 0) {
            return tunnel;
        }
        return new Tunnel(
                tunnel.kind(),
                tunnel.vlans(),
                /* source= */ tunnel.destination(),
                /* destination= */ tunnel.source(),
                tunnel.id());
    }
}
