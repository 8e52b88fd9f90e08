package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.dhcp.DhcpMessage;
import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.Transport;
import dev.yagura.network.quic.QuicHelloReader;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is said in datagrams of UDP: the port says in which protocol. */
final class Datagrams {
    private static final int DNS_BYTES = 12;
    private static final int NTP_BYTES = 48;

    /** Hellos that are put together at a time: of each 16 KiB at most, mostly less than two. */
    private static final int MAX_HELLOS = 2048;

    private static final int QUIC_BYTES = 1200; // of a client's first (RFC 9000, section 14.1)
    private static final int QUIC_LONG_HEADER = 0xC0;

    private final AppListener listener;
    private final Map<Flow, AppProtocol> recognised = new HashMap<>();
    private final BoundedMap<Flow, QuicHelloReader> quic = new BoundedMap<>(MAX_HELLOS);

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
        try {
            read(protocol.get(), flow, direction, payload)
                    .ifPresent(record -> listener.said(flow, direction, record));
        } catch (MalformedStructureException e) {
            listener.malformed(flow, direction, e);
        }
    }

    private Optional<AppRecord> read(
            AppProtocol protocol, Flow flow, FlowDirection direction, MemorySegment payload)
            throws MalformedStructureException {
        return switch (protocol) {
            case DNS -> Optional.of(new AppRecord.Dns(DnsMessage.parse(payload)));
            case DHCP -> Optional.of(new AppRecord.Dhcp(DhcpMessage.parse(payload)));
            case QUIC -> readQuic(flow, direction, payload);
            case NTP, HTTP, HTTP2, TLS, SSH, SMTP, FTP, SMB -> Optional.empty();
        };
    }

    private Optional<AppRecord> readQuic(Flow flow, FlowDirection direction, MemorySegment payload)
            throws MalformedStructureException {
        if (direction != FlowDirection.TO_SERVER) {
            return Optional.empty();
        }
        QuicHelloReader reader = quic.get(flow);
        if (reader == null && flow.packets(FlowDirection.TO_SERVER) == 1) {
            reader = new QuicHelloReader();
            quic.put(flow, reader);
        }
        if (reader == null) {
            return Optional.empty(); // done with, or the flow's beginning was something else
        }
        Optional<AppRecord> hello;
        try {
            hello = reader.read(payload).map(AppRecord.QuicClient::new);
        } catch (MalformedStructureException e) {
            quic.remove(flow);
            throw e;
        }
        if (reader.isDone()) {
            quic.remove(flow);
        }
        return hello;
    }

    /** Returns how many flows of QUIC were not read on because there were too many. */
    long givenUp() {
        return quic.forgotten();
    }

    void forget(Flow flow) {
        recognised.remove(flow);
        quic.remove(flow);
    }

    private static Optional<AppProtocol> protocol(Flow flow, MemorySegment payload) {
        long length = payload.byteSize();
        return switch (flow.key().server().port()) {
            case 53, 5353, 5355 ->
                    length >= DNS_BYTES ? Optional.of(AppProtocol.DNS) : Optional.empty();
            case 67, 68 ->
                    DhcpMessage.isLike(payload) ? Optional.of(AppProtocol.DHCP) : Optional.empty();
            case 123 -> length >= NTP_BYTES ? Optional.of(AppProtocol.NTP) : Optional.empty();
            case 443 ->
                    length >= QUIC_BYTES
                                    && (payload.get(JAVA_BYTE, 0) & QUIC_LONG_HEADER)
                                            == QUIC_LONG_HEADER
                            ? Optional.of(AppProtocol.QUIC)
                            : Optional.empty();
            default ->
                    QuicHelloReader.isLike(payload)
                            ? Optional.of(AppProtocol.QUIC)
                            : Optional.empty();
        };
    }
}
