package dev.yagura.network.flow;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** Makes packets as a decoder gives them, between a client and a server. */
final class TestPackets {
    static final Envelope BARE = new Envelope(List.of(), List.of());
    static final int CLIENT_PORT = 40000;
    static final int SERVER_PORT = 80;
    static final int TCP = 6;
    static final int UDP = 17;

    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1").orElseThrow();
    private static final IpAddress SERVER = IpAddress.parse("192.0.2.2").orElseThrow();

    /** A TCP segment, with defaults that can be changed one by one. */
    record Segment(
            boolean fromClient,
            long sequence,
            long acknowledgment,
            int flags,
            int window,
            String payload,
            Checksum checksum,
            long missingBytes) {
        Segment with(TcpFlag... set) {
            int bits = 0;
            for (TcpFlag flag : set) {
                bits |= flag.bit();
            }
            return new Segment(
                    fromClient,
                    sequence,
                    acknowledgment,
                    bits,
                    window,
                    payload,
                    checksum,
                    missingBytes);
        }

        Segment window(int bytes) {
            return new Segment(
                    fromClient,
                    sequence,
                    acknowledgment,
                    flags,
                    bytes,
                    payload,
                    checksum,
                    missingBytes);
        }

        Segment spoiled() {
            return new Segment(
                    fromClient,
                    sequence,
                    acknowledgment,
                    flags,
                    window,
                    payload,
                    Checksum.BAD,
                    missingBytes);
        }

        Segment cut(long missing) {
            return new Segment(
                    fromClient,
                    sequence,
                    acknowledgment,
                    flags,
                    window,
                    payload,
                    checksum,
                    missing);
        }

        DecodedFrame in(Envelope envelope) {
            var tcp =
                    new Transport.Tcp(
                            fromClient ? CLIENT_PORT : SERVER_PORT,
                            fromClient ? SERVER_PORT : CLIENT_PORT,
                            sequence & 0xFFFF_FFFFL,
                            acknowledgment & 0xFFFF_FFFFL,
                            flags,
                            window,
                            TcpOptions.NONE,
                            checksum);
            return frame(envelope, fromClient, TCP, tcp, payload, missingBytes);
        }
    }

    private TestPackets() {}

    /** A segment with ACK, and a window of 65,535 bytes. */
    static Segment segment(boolean fromClient, long sequence, long acknowledgment, String payload) {
        return new Segment(
                fromClient,
                sequence,
                acknowledgment,
                TcpFlag.ACK.bit(),
                65535,
                payload,
                Checksum.GOOD,
                0);
    }

    static DecodedFrame udp(Envelope envelope, boolean fromClient, int clientPort) {
        var udp =
                new Transport.Udp(
                        fromClient ? clientPort : 53, fromClient ? 53 : clientPort, Checksum.GOOD);
        return frame(envelope, fromClient, UDP, udp, "data", 0);
    }

    static DecodedFrame icmp(boolean fromClient, int type, int identifier) {
        var icmp = new Transport.Icmp(type, 0, (long) identifier << 16, Checksum.GOOD);
        return frame(BARE, fromClient, 1, icmp, "", 0);
    }

    private static DecodedFrame frame(
            Envelope envelope,
            boolean fromClient,
            int protocol,
            Transport transport,
            String payload,
            long missingBytes) {
        IpAddress source = fromClient ? CLIENT : SERVER;
        IpAddress destination = fromClient ? SERVER : CLIENT;
        return new DecodedFrame.Whole(
                new Packet(
                        envelope,
                        new IpHeader(source, destination, protocol, 0, 64, false),
                        transport,
                        MemorySegment.ofArray(payload.getBytes(US_ASCII)),
                        missingBytes,
                        Optional.empty()));
    }
}
