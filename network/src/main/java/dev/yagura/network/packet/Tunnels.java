package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Takes off what packets are wrapped in to go through a tunnel. */
final class Tunnels {
    private static final int IPV4_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;

    private static final int VXLAN_PORT = 4789;
    private static final Field VXLAN_FLAGS = new Field("Flags, Reserved", 0, 4);
    private static final Field VXLAN_NETWORK = new Field("VNI, Reserved", 4, 4);
    private static final int VXLAN_BYTES = 8;
    private static final long VXLAN_HAS_NETWORK = 0x0800_0000L;

    private static final Field LAYERS = new Field("tunnels around it", 0, 1);

    /** Real ones are one in another, seldom two. */
    private static final int MAX_TUNNELS = 4;

    private static final int ETHERNET_LINK = 1;

    /**
     * A tunnel, and what came out of it.
     *
     * @param tunnel where it came through
     * @param link what came
     */
    record Opened(Tunnel tunnel, LinkPayload link) {}

    private Tunnels() {}

    /**
     * Opens a packet.
     *
     * @return empty if the packet is no tunnel's
     * @throws MalformedStructureException if it is, and what is inside cannot be read
     */
    static Optional<Opened> open(Packet packet) throws MalformedStructureException {
        return switch (packet.transport()) {
            case Transport.Gre gre when gre.version() == 0 ->
                    Optional.of(
                            opened(
                                    packet,
                                    Tunnel.Kind.GRE,
                                    gre.key().orElse(0),
                                    gre.protocolType(),
                                    packet.payload()));
            case Transport.Udp udp when udp.destinationPort() == VXLAN_PORT -> vxlan(packet);
            case Transport.Other _ when packet.ip().protocol() == IPV4_IN_IP ->
                    Optional.of(ipInIp(packet, LinkPayload.IPV4));
            case Transport.Other _ when packet.ip().protocol() == IPV6_IN_IP ->
                    Optional.of(ipInIp(packet, LinkPayload.IPV6));
            default -> Optional.empty();
        };
    }

    private static Opened ipInIp(Packet packet, int etherType) throws MalformedStructureException {
        return opened(packet, Tunnel.Kind.IP, 0, etherType, packet.payload());
    }

    /** Anybody may use the port: without the header's only flag a datagram is none of a tunnel. */
    private static Optional<Opened> vxlan(Packet packet) throws MalformedStructureException {
        var header = new Structure("vxlan header", packet.payload());
        if (header.size() < VXLAN_BYTES || header.u32be(VXLAN_FLAGS) != VXLAN_HAS_NETWORK) {
            return Optional.empty();
        }
        return Optional.of(
                opened(
                        packet,
                        Tunnel.Kind.VXLAN,
                        header.u32be(VXLAN_NETWORK) >>> 8,
                        LinkPayload.ETHERNET,
                        packet.payload().asSlice(VXLAN_BYTES)));
    }

    private static Opened opened(
            Packet packet, Tunnel.Kind kind, long id, int etherType, MemorySegment bytes)
            throws MalformedStructureException {
        int around = packet.envelope().tunnels().size();
        new Structure("tunnel", bytes).requireRange(LAYERS, around, 0, MAX_TUNNELS - 1);
        LinkPayload link =
                etherType == LinkPayload.ETHERNET
                        ? LinkLayer.strip(ETHERNET_LINK, bytes)
                        : new LinkPayload(etherType, List.of(), bytes);
        var tunnel =
                new Tunnel(
                        kind, packet.vlans(), packet.ip().source(), packet.ip().destination(), id);
        return new Opened(tunnel, link);
    }
}
