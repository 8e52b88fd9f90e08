package dev.yagura.fuzz;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.IpHeader;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpOptions;
import dev.yagura.network.packet.Transport;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts streams together, and reads what is said in them. The input is packets between a client and
 * servers: a byte that picks direction, protocol and server, TCP's flags, sequence and
 * acknowledgment number of two bytes each, length of two bytes, payload.
 */
public final class FlowsTarget {
    private static final int HEADER_BYTES = 8;
    private static final int TO_CLIENT = 0x80;
    private static final int IS_UDP = 0x40;
    private static final int[] PORTS = {80, 443, 53, 22, 25, 21, 67, 123};

    private static final IpAddress CLIENT = IpAddress.v4(0xC000_0201L);
    private static final IpAddress SERVER = IpAddress.v4(0xC000_0202L);
    private static final int CLIENT_PORT = 40_000;

    private static final FlowLimits LIMITS = new FlowLimits(4, 8192, 16_384);

    /** No stream has more: its numbers have 16 bits, and a payload may start at the last. */
    private static final long MAX_STREAM_BYTES = 3L << 16;

    private FlowsTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        var checker = new Checker();
        var table = new FlowTable(LIMITS, new AppLayer(checker));
        int at = 0;
        long second = 0;
        while (at + HEADER_BYTES <= input.length) {
            int length = Math.min(u16(input, at + 6), input.length - at - HEADER_BYTES);
            table.accept(packet(input, at, length), Instant.ofEpochSecond(second));
            Invariant.check(table.size() <= LIMITS.maxFlows(), "flows: " + table.size());
            at += HEADER_BYTES + length;
            second++;
        }
        table.finish();
        Invariant.check(table.size() == 0, "flows are left: " + table.size());
        Invariant.check(checker.open.isEmpty(), "flows that did not end: " + checker.open.size());
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

    /** Checks that what is told fits together. */
    private static final class Checker implements AppListener {
        private final Set<Flow> open = new HashSet<>();
        private final Map<Flow, Long> bytes = new HashMap<>();

        @Override
        public void started(Flow flow) {
            Invariant.check(open.add(flow), "starts twice: " + flow.number());
        }

        @Override
        public void data(Flow flow, FlowDirection direction, MemorySegment data) {
            Invariant.check(open.contains(flow), "data of no open flow: " + flow.number());
            add(flow, data.byteSize());
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long missing) {
            add(flow, missing);
        }

        private void add(Flow flow, long more) {
            Invariant.check(more > 0, "nothing is told: " + more);
            long sum = bytes.merge(flow, more, Long::sum);
            Invariant.check(sum <= 2 * MAX_STREAM_BYTES, "more than was sent: " + sum);
        }

        @Override
        public void said(Flow flow, FlowDirection direction, AppRecord record) {
            Invariant.check(open.contains(flow), "said in no open flow: " + record);
        }

        @Override
        public void ended(Flow flow, FlowEnd why) {
            Invariant.check(open.remove(flow), "ends twice: " + flow.number());
        }
    }
}
