package dev.yagura.network.flow;

import dev.yagura.network.bounds.Holder;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport.Tcp;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * Both streams of a TCP connection, and which segments their receivers take: RFC 9293, 5961 and
 * 7323 as Linux follows them ({@code tcp_validate_incoming} and {@code tcp_ack}).
 */
final class TcpConnection implements Holder {
    /** Where a SYN stands: in front of byte 0. */
    private static final long SYN = -1;

    private final Side client;
    private final Side server;
    private FlowState state = FlowState.OPENING;
    private OptionalLong synInConnection = OptionalLong.empty();

    TcpConnection(Flow flow, FlowListener listener, FlowLimits limits) {
        client = new Side(new StreamReporter(flow, FlowDirection.TO_SERVER, listener), limits);
        server = new Side(new StreamReporter(flow, FlowDirection.TO_CLIENT, listener), limits);
    }

    FlowState state() {
        return state;
    }

    /** Returns how many numbers one side has used up: its bytes so far, and one for the SYN. */
    long sequenceSpace(FlowDirection direction) {
        TcpStream stream = (direction == FlowDirection.TO_SERVER ? client : server).stream;
        return stream.isStarted() ? stream.next() + 1 : 0;
    }

    @Override
    public int costBytes() {
        return client.stream.costBytes() + server.stream.costBytes();
    }

    /** Gives out all that is queued, with the gaps between; nothing is held after that. */
    @Override
    public void giveUp() {
        client.stream.flush();
        server.stream.flush();
    }

    /** Returns whether a segment is of another connection between the same ports. */
    boolean isReplacedBy(FlowDirection direction, Tcp tcp) {
        if (!tcp.has(TcpFlag.SYN) || tcp.checksum() == Checksum.BAD) {
            return false;
        }
        if (!tcp.has(TcpFlag.ACK)) {
            return state == FlowState.CLOSED || state == FlowState.RESET;
        }
        return synInConnection.isPresent()
                && direction == FlowDirection.TO_CLIENT
                && tcp.acknowledgment() == (synInConnection.getAsLong() + 1 & 0xFFFF_FFFFL);
    }

    /**
     * Takes a segment.
     *
     * @param missingBytes what the capture left out behind {@code payload}
     */
    void accept(FlowDirection direction, Tcp tcp, MemorySegment payload, long missingBytes) {
        Side sender = direction == FlowDirection.TO_SERVER ? client : server;
        Side receiver = sender == client ? server : client;
        if (tcp.checksum() == Checksum.BAD) {
            sender.report(AnomalyKind.BAD_CHECKSUM, tcp);
        } else if (tcp.has(TcpFlag.RST)) {
            reset(sender, receiver, tcp);
        } else if (tcp.has(TcpFlag.SYN)) {
            synchronise(sender, receiver, tcp, payload);
        } else if (state != FlowState.RESET) {
            take(sender, receiver, tcp, payload, missingBytes);
        } else if (payload.byteSize() > 0) {
            sender.report(AnomalyKind.DATA_AFTER_END, tcp);
        }
    }

    /** A handshake: what it carries counts only once it is acknowledged (RFC 7413). */
    private void synchronise(Side sender, Side receiver, Tcp tcp, MemorySegment payload) {
        TcpStream stream = sender.stream;
        if (stream.isStarted() && stream.offsetOf(tcp.sequence()) == SYN && !stream.hasBegun()) {
            if (tcp.has(TcpFlag.ACK) && receiver.isSynAcknowledged(tcp)) {
                receiver.acknowledge(tcp, tcp.window());
            }
            return; // sent again
        }
        if (!tcp.has(TcpFlag.ACK)) {
            if (state != FlowState.OPENING || receiver.stream.isStarted()) {
                sender.report(AnomalyKind.SYN_IN_CONNECTION, tcp);
                synInConnection = OptionalLong.of(tcp.sequence());
            } else {
                sender.open(tcp, payload);
            }
            return;
        }
        if (stream.isStarted()) {
            sender.report(AnomalyKind.SYN_IN_CONNECTION, tcp);
            return;
        }
        if (!receiver.stream.isStarted()) {
            receiver.stream.start(tcp.acknowledgment()); // the capture began between the two
        }
        if (!receiver.isSynAcknowledged(tcp)) {
            sender.report(AnomalyKind.WRONG_ACKNOWLEDGMENT, tcp);
            return;
        }
        sender.open(tcp, payload);
        sender.agreeOnScale(receiver);
        receiver.acknowledge(tcp, tcp.window()); // of a SYN it is never scaled
    }

    private void take(
            Side sender, Side receiver, Tcp tcp, MemorySegment payload, long missingBytes) {
        TcpStream stream = sender.stream;
        startUnderWay(stream, tcp.sequence());
        long start = stream.offsetOf(tcp.sequence());
        long dataEnd = start + payload.byteSize() + missingBytes;
        long stop = dataEnd + (tcp.has(TcpFlag.FIN) ? 1 : 0);
        if (!stream.isInWindow(start, stop)) {
            if (stop > stream.next()) {
                sender.report(AnomalyKind.OUT_OF_WINDOW, tcp);
            } else {
                stream.compareOld(start, payload);
            }
            return;
        }
        if (sender.isOld(tcp.options())) {
            if (stop > stream.next()) {
                sender.report(AnomalyKind.OLD_TIMESTAMP, tcp);
            }
            return;
        }
        if (!tcp.has(TcpFlag.ACK)) {
            sender.report(AnomalyKind.NO_ACKNOWLEDGMENT, tcp);
            return;
        }
        startUnderWay(receiver.stream, tcp.acknowledgment());
        if (!receiver.canHaveBeenAcknowledged(tcp)) {
            sender.report(AnomalyKind.WRONG_ACKNOWLEDGMENT, tcp);
            return;
        }
        sender.keepTimestamp(tcp.options(), start);
        receiver.acknowledge(tcp, (long) tcp.window() << sender.windowScale());
        if (tcp.has(TcpFlag.URG)) {
            sender.report(AnomalyKind.URGENT_DATA, tcp);
        }
        if (tcp.has(TcpFlag.FIN)) {
            stream.finishAt(start, dataEnd);
        }
        if (payload.byteSize() > 0) {
            stream.accept(start, payload);
        }
        advance();
    }

    /** Starts a stream whose SYN was not captured, or not yet. */
    private static void startUnderWay(TcpStream stream, long sequence) {
        if (!stream.isStarted()) {
            stream.start(sequence);
        }
    }

    private void reset(Side sender, Side receiver, Tcp tcp) {
        if (isExpectedReset(sender, receiver, tcp)) {
            giveUp();
            state = FlowState.RESET;
        } else if (state != FlowState.RESET && state != FlowState.CLOSED) {
            sender.report(AnomalyKind.REFUSED_RESET, tcp);
        }
    }

    /** Linux takes a reset that acknowledges its SYN, or has the number that it expects next. */
    private static boolean isExpectedReset(Side sender, Side receiver, Tcp tcp) {
        TcpStream stream = sender.stream;
        if (!stream.isStarted()) {
            return !receiver.stream.isStarted()
                    || (tcp.has(TcpFlag.ACK) && receiver.isSynAcknowledged(tcp));
        }
        long start = stream.offsetOf(tcp.sequence());
        return start == stream.next() || (stream.isFinished() && start == stream.next() + 1);
    }

    private void advance() {
        boolean clientFinished = client.stream.isFinished();
        boolean serverFinished = server.stream.isFinished();
        if (state == FlowState.RESET) {
            return;
        }
        if (clientFinished && serverFinished) {
            state = FlowState.CLOSED;
        } else if (clientFinished || serverFinished) {
            state = FlowState.CLOSING;
        } else {
            state = FlowState.OPEN;
        }
    }
}
