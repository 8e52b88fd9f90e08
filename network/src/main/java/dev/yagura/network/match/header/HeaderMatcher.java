package dev.yagura.network.match.header;

import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.rules.Protocol;

/**
 * What a rule's header means. Immutable.
 *
 * <p>Protocols that lie over TCP or UDP count as what they lie over; whether they are spoken is not
 * asked here.
 */
public final class HeaderMatcher {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    /**
     * One end.
     *
     * @param addresses of it
     * @param ports of it
     */
    record End(Choice<IpAddress> addresses, Choice<Integer> ports) {
        boolean contains(Endpoint endpoint) {
            return ports.contains(endpoint.port()) && addresses.contains(endpoint.address());
        }
    }

    private final Protocol protocol;
    private final End source;
    private final End destination;
    private final boolean bothWays;

    HeaderMatcher(Protocol protocol, End source, End destination, boolean bothWays) {
        this.protocol = protocol;
        this.source = source;
        this.destination = destination;
        this.bothWays = bothWays;
    }

    /** Returns whether packets of a protocol, a number of IANA's, may be meant. */
    public boolean admits(int ipProtocol) {
        return switch (protocol) {
            case IP -> true;
            case UDP -> ipProtocol == UDP;
            case ICMP -> ipProtocol == ICMP || ipProtocol == ICMPV6;
            case DNS -> ipProtocol == UDP || ipProtocol == TCP;
            case TCP, TCP_PACKET, TCP_STREAM, HTTP, TLS, SMTP, FTP, SMB, SSH -> ipProtocol == TCP;
        };
    }

    /** Returns whether what goes from one endpoint to another is meant. */
    public boolean matches(Endpoint from, Endpoint to) {
        return (source.contains(from) && destination.contains(to))
                || (bothWays && source.contains(to) && destination.contains(from));
    }
}
