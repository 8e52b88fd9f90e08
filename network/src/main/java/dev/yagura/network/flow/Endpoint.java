package dev.yagura.network.flow;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.packet.IpAddress;
import java.util.Comparator;

/**
 * One side of a flow; ordered by address, then by port.
 *
 * @param address its address
 * @param port 0 to 65535: of TCP, UDP and SCTP the port, of ICMP's echo messages their identifier,
 *     else 0
 */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {
    private static final Comparator<Endpoint> ORDER =
            Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

    /** Requires an address, and a port that can be. */
    public Endpoint {
        requireNonNull(address, "address");
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port = " + port);
        }
    }

    @Override
    public int compareTo(Endpoint other) {
        return ORDER.compare(this, other);
    }

    /** Returns address and port as they are written, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (address.isV6() ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
