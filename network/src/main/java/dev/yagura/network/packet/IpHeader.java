package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

/**
 * What the header of an IPv4 or IPv6 packet says.
 *
 * @param source sender, of the same family as {@code destination}
 * @param destination receiver
 * @param protocol what the packet carries, after extension headers: a number of IANA's "Protocol
 *     Numbers"
 * @param trafficClass how routers are to treat it: in IPv4 the type of service; 0 to 255
 * @param hopLimit routers that may still forward it; 0 to 255
 * @param fragmented whether it came in fragments
 */
public record IpHeader(
        IpAddress source,
        IpAddress destination,
        int protocol,
        int trafficClass,
        int hopLimit,
        boolean fragmented) {
    private static final int ECN_MASK = 3;

    /** Requires addresses of one family. */
    public IpHeader {
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
        if (source.isV6() != destination.isV6()) {
            throw new IllegalArgumentException(
                    "from %s to %s, expected one family".formatted(source, destination));
        }
    }

    /** Returns whether routers may mark it instead of dropping it, or have done so (RFC 3168). */
    boolean isEcnCapable() {
        return (trafficClass & ECN_MASK) != 0;
    }

    /** Returns this header with what the fragments or the headers behind it say that it carries. */
    IpHeader carrying(int otherProtocol) {
        return new IpHeader(source, destination, otherProtocol, trafficClass, hopLimit, fragmented);
    }

    /** Returns whether it is of IPv6. */
    public boolean isV6() {
        return source.isV6();
    }
}
