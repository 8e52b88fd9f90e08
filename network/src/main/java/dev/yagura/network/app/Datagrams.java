package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is said in datagrams of UDP: the port says in which protocol. */
final class Datagrams {
    private static final int DNS_BYTES = 12;
    private static final int NTP_BYTES = 48;
    private static final int DHCP_BYTES = 240;
    private static final int DHCP_COOKIE_AT = 236;
    private static final byte[] DHCP_COOKIE = {0x63, (byte) 0x82, 0x53, 0x63};
    private static final int QUIC_BYTES = 1200; // of a client's first (RFC 9000, section 14.1)
    private static final int QUIC_LONG_HEADER = 0xC0;

    private final AppListener listener;
    private final Map<Flow, AppProtocol> recognised = new HashMap<>();

    Datagrams(AppListener listener) {
        this.listener = listener;
    }

    void accept(Flow flow, FlowDirection direction, Packet packet) {
        if (!(packet.transport() instanceof Transport.Udp) || packet.cut()) {
            return;
        }
        MemorySegment payload = packet.payload();
        Optional<AppProtocol> protocol = protocol(flow, payload);
        if (protocol.isEmpty()) {
            return;
        }
        if (recognised.putIfAbsent(flow, protocol.get()) == null) {
            listener.recognised(flow, protocol.get());
        }
        if (protocol.get() == AppProtocol.DNS) {
            try {
                var message = new AppRecord.Dns(DnsMessage.parse(payload));
                listener.said(flow, direction, message);
            } catch (MalformedStructureException e) {
                listener.malformed(flow, direction, e);
            }
        }
    }

    void forget(Flow flow) {
        recognised.remove(flow);
    }

    private static Optional<AppProtocol> protocol(Flow flow, MemorySegment payload) {
        long length = payload.byteSize();
        return switch (flow.key().server().port()) {
            case 53, 5353, 5355 ->
                    length >= DNS_BYTES ? Optional.of(AppProtocol.DNS) : Optional.empty();
            case 67, 68 ->
                    length >= DHCP_BYTES && hasDhcpCookie(payload)
                            ? Optional.of(AppProtocol.DHCP)
                            : Optional.empty();
            case 123 -> length >= NTP_BYTES ? Optional.of(AppProtocol.NTP) : Optional.empty();
            case 443 ->
                    length >= QUIC_BYTES
                                    && (payload.get(JAVA_BYTE, 0) & QUIC_LONG_HEADER)
                                            == QUIC_LONG_HEADER
                            ? Optional.of(AppProtocol.QUIC)
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean hasDhcpCookie(MemorySegment payload) {
        MemorySegment cookie = payload.asSlice(DHCP_COOKIE_AT, DHCP_COOKIE.length);
        return cookie.mismatch(MemorySegment.ofArray(DHCP_COOKIE)) < 0;
    }
}
