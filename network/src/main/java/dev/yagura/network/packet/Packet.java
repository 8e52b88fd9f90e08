package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * An IP packet, whole or put together from its fragments.
 *
 * @param envelope what it lies in
 * @param ip its header
 * @param transport the header of what it carries
 * @param payload what comes after that header; read-only
 * @param missingBytes length of the payload's end that the capture left out, at least 0
 * @param inside what a tunnel has in it; empty if the packet is none
 */
public record Packet(
        Envelope envelope,
        IpHeader ip,
        Transport transport,
        MemorySegment payload,
        long missingBytes,
        Optional<DecodedFrame> inside) {
    /** Makes the payload read-only. */
    public Packet {
        requireNonNull(envelope, "envelope");
        requireNonNull(ip, "ip");
        requireNonNull(transport, "transport");
        requireNonNull(inside, "inside");
        if (missingBytes < 0) {
            throw new IllegalArgumentException("missingBytes = " + missingBytes);
        }
        payload = payload.asReadOnly();
    }

    /** Returns VLAN ids from the outermost on, each 0 to 4095; empty without tags. */
    public List<Integer> vlans() {
        return envelope.vlans();
    }

    /** Returns whether the capture left out the packet's end, so that the payload was longer. */
    public boolean cut() {
        return missingBytes > 0;
    }

    Packet with(DecodedFrame inner) {
        return new Packet(envelope, ip, transport, payload, missingBytes, Optional.of(inner));
    }
}
