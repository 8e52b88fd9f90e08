package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An IP packet, whole or put together from its fragments.
 *
 * @param vlans VLAN ids from the outermost on, each 0 to 4095; empty without tags
 * @param ip its header
 * @param transport the header of what it carries
 * @param payload what comes after that header; read-only
 * @param cut whether the capture left out its end, so that the payload was longer
 */
public record Packet(
        List<Integer> vlans, IpHeader ip, Transport transport, MemorySegment payload, boolean cut) {
    /** Copies the list and makes the payload read-only. */
    public Packet {
        vlans = List.copyOf(vlans);
        requireNonNull(ip, "ip");
        requireNonNull(transport, "transport");
        payload = payload.asReadOnly();
    }
}
