package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

/**
 * What the header of an IPv4 or IPv6 packet says.
 *
 * @param source sender, of the same family as {@code destination}
 * @param destination receiver
 * @param protocol what the packet carries, after extension headers: a number of IANA's "Protocol
 *     Numbers"
 * @param hopLimit routers that may still forward it; 0 to 255
 * @param fragmented whether it came in fragments
 */
public record IpHeader(
        IpAddress source, IpAddress destination, int protocol, int hopLimit, boolean fragmented) {
    /** Requires addresses of one family. */
    public IpHeader {
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
        if (source.isV6() != destination.isV6()) {
            throw new IllegalArgumentException(
                    "from %s to %s, expected one family".formatted(source, destination));
        }
    }

    /** Returns whether it is of IPv6. */
    public boolean isV6() {
        return source.isV6();
    }
}
