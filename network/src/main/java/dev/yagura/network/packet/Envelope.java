package dev.yagura.network.packet;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies around a packet: two packets with the same addresses and others of these belong to
 * different networks.
 *
 * @param vlans VLAN ids of the frame that it lies in, from the outermost on, each 0 to 4095
 * @param tunnels those it came through, from the outermost on
 */
public record Envelope(List<Integer> vlans, List<Tunnel> tunnels) {
    /** Copies the lists. */
    public Envelope {
        vlans = List.copyOf(vlans);
        tunnels = List.copyOf(tunnels);
    }

    static Envelope of(List<Integer> vlans) {
        return new Envelope(vlans, List.of());
    }

    /** Returns the envelope of what lies in a tunnel in this one. */
    Envelope through(Tunnel tunnel, List<Integer> vlansInside) {
        List<Tunnel> all = new ArrayList<>(tunnels);
        all.add(tunnel);
        return new Envelope(vlansInside, all);
    }
}
