package dev.yagura.fuzz;

import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Packets between a client and servers, made of an input: a byte that picks direction, protocol and
 * server, TCP's flags, sequence and acknowledgment number of two bytes each, length of two bytes,
 * payload.
 */
final class MadePackets {
    private static final int HEADER_BYTES = 8;
    private static final int TO_CLIENT = 0x80;
    private static final int IS_UDP = 0x40;
    private static final int[] PORTS = {80, 443, 53, 22, 25, 21, 67, 123};

    private static final IpAddress CLIENT = IpAddress.v4(0xC000_0201L);
    private static final IpAddress SERVER = IpAddress.v4(0xC000_0202L);
    private static final int CLIENT_PORT = 40_000;

    private MadePackets() {}

    /** Gives out the packets of an input, up to its end. */
    static void of(byte[] input, int start, Consumer<DecodedFrame> taker) {
        int at = start;
        while (at + HEADER_BYTES <= input.length) {
            int length = Math.min(u16(input, at + 6), input.length - at - HEADER_BYTES);
            taker.accept(packet(input, at, length));
            at += HEADER_BYTES + length;
        }
    }

    private static DecodedFrame packet(byte[] input, int at, int length) {
        int kind = input[at];
        boolean toClient = (kind & TO_CLIENT) != 0;
        int serverPort = PORTS[kind & 7];
        int source = toClient ? serverPort : CLIENT_PORT;
        int destination = toClient ? CLIENT_PORT : serverPort;
        boolean udp = (kind & IS_UDP) != 0;
        Transport transport =
                udp
                        ? new Transport.Udp(source, destination, Checksum.GOOD)
                        : new Transport.Tcp(
                                source,
                                destination,
                                u16(input, at + 2),
                                u16(input, at + 4),
                                Byte.toUnsignedInt(input[at + 1]),
                                0xFFFF,
                                TcpOptions.NONE,
                                Checksum.GOOD);
        return new DecodedFrame.Whole(
                new Packet(
                        new Envelope(List.of(), List.of()),
                        new IpHeader(
                                toClient ? SERVER : CLIENT,
                                toClient ? CLIENT : SERVER,
                                udp ? 17 : 6,
                                0,
                                64,
                                false),
                        transport,
                        MemorySegment.ofArray(input).asSlice(at + HEADER_BYTES, length),
                        0,
                        Optional.empty()));
    }

    private static int u16(byte[] input, int at) {
        return (Byte.toUnsignedInt(input[at]) << 8) | Byte.toUnsignedInt(input[at + 1]);
    }
}
