package dev.yagura.network.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.samples.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Tunnels, ARP and SCTP in a capture by dumpcap, as this decoder and as tshark read them: {@code
 * tunnels.md} beside it says how it was made.
 */
class TsharkTunnelsTest {
    /** The fields of tshark, in its order; a field that occurs several times is joined. */
    private enum Column {
        NUMBER,
        VLAN,
        ARP_OPERATION,
        ARP_SENDER_MAC,
        ARP_SENDER,
        ARP_TARGET_MAC,
        ARP_TARGET,
        IP_SOURCE,
        IP_DESTINATION,
        IPV6_SOURCE,
        IPV6_DESTINATION,
        GRE_PROTOCOL,
        GRE_KEY,
        GRE_CHECKSUM,
        VXLAN_NETWORK,
        UDP_SOURCE,
        UDP_DESTINATION,
        ICMP_TYPE,
        ICMP_CODE,
        ICMP_IDENTIFIER,
        ICMP_SEQUENCE,
        ICMPV6_TYPE,
        ICMPV6_CODE,
        ICMPV6_IDENTIFIER,
        ICMPV6_SEQUENCE,
        SCTP_SOURCE,
        SCTP_DESTINATION,
        SCTP_TAG,
        SCTP_CHECKSUM
    }

    private static final int ECHO_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;

    private final PacketDecoder decoder = new PacketDecoder();
    private final Map<Column, List<String>> cells = new TreeMap<>();

    @Test
    void saysOfEachFrameWhatTsharkSays() throws IOException {
        List<String> expected =
                new String(resource("tunnels.txt").readAllBytes(), UTF_8).lines().toList();

        List<String> read = new ArrayList<>();
        for (CapturedFrame frame : frames()) {
            cells.clear();
            add(Column.NUMBER, read.size() + 1);
            add(decoder.decode(frame));
            read.add(line());
        }

        assertThat(read).hasSizeGreaterThan(30).isEqualTo(expected);
    }

    private static List<CapturedFrame> frames() throws IOException {
        try (var in = new GZIPInputStream(resource("tunnels.pcapng.gz"))) {
            return Captures.frames(in.readAllBytes());
        }
    }

    private String line() {
        List<String> columns = new ArrayList<>();
        for (Column column : Column.values()) {
            columns.add(String.join(",", cells.getOrDefault(column, List.of())));
        }
        return String.join(";", columns);
    }

    private void add(DecodedFrame frame) {
        switch (frame) {
            case DecodedFrame.Arp(ArpMessage arp, Envelope envelope) -> {
                add(envelope);
                add(Column.ARP_OPERATION, arp.operation());
                add(Column.ARP_SENDER_MAC, arp.senderMac());
                add(Column.ARP_SENDER, arp.senderIp());
                add(Column.ARP_TARGET_MAC, arp.targetMac());
                add(Column.ARP_TARGET, arp.targetIp());
            }
            case DecodedFrame.NotIp notIp -> add(notIp.envelope());
            case DecodedFrame.Fragment(IpHeader ip, Envelope envelope) -> {
                add(envelope);
                add(ip);
            }
            case DecodedFrame.Whole(Packet packet) -> {
                add(packet.envelope());
                add(packet.ip());
                add(packet);
                packet.inside().ifPresent(this::add);
            }
            case DecodedFrame.Malformed malformed -> add(Column.NUMBER, malformed.why());
        }
    }

    private void add(Envelope envelope) {
        envelope.vlans().forEach(vlan -> add(Column.VLAN, vlan));
    }

    private void add(IpHeader ip) {
        add(ip.isV6() ? Column.IPV6_SOURCE : Column.IP_SOURCE, ip.source());
        add(ip.isV6() ? Column.IPV6_DESTINATION : Column.IP_DESTINATION, ip.destination());
    }

    private void add(Packet packet) {
        switch (packet.transport()) {
            case Transport.Udp udp -> {
                add(Column.UDP_SOURCE, udp.sourcePort());
                add(Column.UDP_DESTINATION, udp.destinationPort());
                packet.inside().ifPresent(inside -> add(Column.VXLAN_NETWORK, network(inside)));
            }
            case Transport.Icmp icmp when packet.ip().isV6() -> {
                add(Column.ICMPV6_TYPE, icmp.type());
                add(Column.ICMPV6_CODE, icmp.code());
                if (icmp.type() == ECHO_V6 || icmp.type() == ECHO_REPLY_V6) {
                    add(Column.ICMPV6_IDENTIFIER, "0x%04x".formatted(icmp.rest() >>> 16));
                    add(Column.ICMPV6_SEQUENCE, icmp.rest() & 0xFFFF);
                }
            }
            case Transport.Icmp icmp -> {
                add(Column.ICMP_TYPE, icmp.type());
                add(Column.ICMP_CODE, icmp.code());
                add(Column.ICMP_IDENTIFIER, icmp.rest() >>> 16);
                add(Column.ICMP_SEQUENCE, icmp.rest() & 0xFFFF);
            }
            case Transport.Sctp sctp -> {
                add(Column.SCTP_SOURCE, sctp.sourcePort());
                add(Column.SCTP_DESTINATION, sctp.destinationPort());
                add(Column.SCTP_TAG, "0x%08x".formatted(sctp.verificationTag()));
                add(Column.SCTP_CHECKSUM, sctp.checksum() == Checksum.GOOD ? 1 : 0);
            }
            case Transport.Gre gre -> {
                add(Column.GRE_PROTOCOL, "0x%04x".formatted(gre.protocolType()));
                gre.key().ifPresent(key -> add(Column.GRE_KEY, "0x%08x".formatted(key)));
                if (gre.checksum() != Checksum.ABSENT) {
                    add(Column.GRE_CHECKSUM, gre.checksum() == Checksum.GOOD ? 1 : 0);
                }
            }
            case Transport.Tcp _, Transport.Other _ -> {}
        }
    }

    private static long network(DecodedFrame inside) {
        Envelope envelope =
                switch (inside) {
                    case DecodedFrame.Whole(Packet packet) -> packet.envelope();
                    case DecodedFrame.Arp arp -> arp.envelope();
                    case DecodedFrame.NotIp notIp -> notIp.envelope();
                    case DecodedFrame.Fragment fragment -> fragment.envelope();
                    case DecodedFrame.Malformed malformed ->
                            throw new AssertionError(malformed.why());
                };
        return envelope.tunnels().getLast().id();
    }

    private void add(Column column, Object value) {
        cells.computeIfAbsent(column, any -> new ArrayList<>()).add(value.toString());
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(TsharkTunnelsTest.class.getResourceAsStream(name), name);
    }
}
