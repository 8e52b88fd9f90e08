package dev.yagura.network.packet;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A tunnel that something came through.
 *
 * @param kind how it was wrapped
 * @param vlans VLAN ids of the frame around it, from the outermost on
 * @param source sender of the packet around it
 * @param destination receiver of that packet
 * @param id which of several between the two: VXLAN's network identifier, GRE's key; 0 without
 */
public record Tunnel(
        Kind kind, List<Integer> vlans, IpAddress source, IpAddress destination, long id) {
    /** How packets and frames are wrapped into packets. */
    public enum Kind {
        /** An IP packet in another (RFC 2003, 4213, 2473). */
        IP,
        /** Generic routing encapsulation (RFC 2784, 2890). */
        GRE,
        /** Ethernet frames in UDP datagrams to port 4789 (RFC 7348). */
        VXLAN
    }

    /** Copies the list. */
    public Tunnel {
        requireNonNull(kind, "kind");
        vlans = List.copyOf(vlans);
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
    }
}
