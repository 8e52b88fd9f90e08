package dev.yagura.network.flow;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.bounds.HeldMemory;
import dev.yagura.network.packet.Checksum;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * Sorts packets into flows, and puts the streams of TCP together.
 *
 * <p>A flow is what goes between two endpoints, in both directions, within the same VLANs and
 * tunnels. Time is that of the capture: it never goes back, and a flow ends when it has been silent
 * for as long as {@link FlowState#timeOut()} says. Where there are too many flows, those end that
 * are in the state that comes first in {@link FlowState}, the longest silent first.
 *
 * <p><b>Overlap policy</b> of TCP: that of Linux, as measured with 6.18. Segments that a receiver
 * drops are dropped here and told as an anomaly: with a wrong checksum, outside the window, with an
 * old timestamp, with an acknowledgment that cannot be. Of those that it takes
 *
 * <ul>
 *   <li>the first data count for what has come in order;
 *   <li>of what waits for something before it, a segment within another run is dropped, one that
 *       starts with a run or covers runs takes their place, and where runs overlap otherwise the
 *       one that starts first counts. A segment that starts where a run ends becomes a part of it.
 *       (Where another run lies over that place, Linux may do so or not.)
 * </ul>
 *
 * <p>Bytes that the receiver acknowledges and the capture does not have are a gap, and told as one.
 * So a segment that acknowledges what its peer never sent is taken, if it may have been sent; Linux
 * drops it. An urgent byte stays in the stream; Linux takes it out, unless asked to leave it there.
 *
 * <p>Not safe for use by several threads; the listener must not call back.
 */
public final class FlowTable {
    private final FlowLimits limits;
    private final FlowListener listener;
    private final Map<Conversation, Flow> flows = new HashMap<>();
    private final Map<FlowState, SequencedSet<Flow>> byState = new EnumMap<>(FlowState.class);
    private final HeldMemory<TcpConnection> held;
    private Instant now = Instant.MIN;
    private long started;
    private long evicted;

    /** Makes an empty table that tells {@code listener} what happens. */
    public FlowTable(FlowLimits limits, FlowListener listener) {
        this.limits = requireNonNull(limits, "limits");
        this.listener = requireNonNull(listener, "listener");
        this.held = new HeldMemory<>(limits.maxHeldBytes());
        for (FlowState state : FlowState.values()) {
            byState.put(state, new LinkedHashSet<>());
        }
    }

    /**
     * Takes what was in a frame: a packet, and what is in it if it is a tunnel's.
     *
     * @param time when the frame was captured
     */
    public void accept(DecodedFrame frame, Instant time) {
        if (time.isAfter(now)) {
            now = time;
            endSilent();
        }
        DecodedFrame rest = frame;
        while (rest instanceof DecodedFrame.Whole(Packet packet)) {
            accept(packet);
            if (packet.inside().isEmpty()) {
                return;
            }
            rest = packet.inside().get();
        }
    }

    /** Ends all flows, in the order in which they started. */
    public void finish() {
        List<Flow> rest = new ArrayList<>(flows.values());
        rest.sort(Comparator.comparingLong(Flow::number));
        rest.forEach(flow -> end(flow, FlowEnd.CAPTURE_ENDED));
    }

    /** Returns how many flows there are. */
    public int size() {
        return flows.size();
    }

    /** Returns how many flows there were so far. */
    public long started() {
        return started;
    }

    /** Returns how many flows ended because there were too many. */
    public long evicted() {
        return evicted;
    }

    /**
     * Returns how many times a connection had to forget what was held of its streams, because all
     * together held too much.
     */
    public long givenUp() {
        return held.givenUp();
    }

    private void accept(Packet packet) {
        Conversation conversation = Conversation.of(packet);
        Flow flow = flows.get(conversation);
        if (flow != null && isReplaced(flow, packet)) {
            end(flow, FlowEnd.REPLACED);
            flow = null;
        }
        if (flow == null) {
            flow = start(conversation, packet);
        } else {
            setOf(flow).remove(flow);
        }
        FlowDirection direction = flow.directionOf(packet);
        flow.count(direction, packet, now);
        boolean spoiled = isSpoiled(packet.transport());
        if (packet.transport() instanceof Transport.Tcp tcp) {
            TcpConnection connection = flow.connection().orElseThrow();
            connection.accept(direction, tcp, packet.payload(), packet.missingBytes());
            held.update(connection);
        } else if (spoiled) {
            flow.countAnomaly(AnomalyKind.BAD_CHECKSUM);
            listener.anomaly(flow, new FlowAnomaly(AnomalyKind.BAD_CHECKSUM, direction, 0));
        } else {
            listener.datagram(flow, direction, packet);
        }
        flow.advance();
        setOf(flow).add(flow);
        if (!spoiled) {
            listener.packet(flow, direction, packet);
        }
    }

    private static boolean isReplaced(Flow flow, Packet packet) {
        return packet.transport() instanceof Transport.Tcp tcp
                && flow.connection().orElseThrow().isReplacedBy(flow.directionOf(packet), tcp);
    }

    private static boolean isSpoiled(Transport transport) {
        Checksum checksum =
                switch (transport) {
                    case Transport.Tcp tcp -> tcp.checksum();
                    case Transport.Udp udp -> udp.checksum();
                    case Transport.Icmp icmp -> icmp.checksum();
                    case Transport.Sctp sctp -> sctp.checksum();
                    case Transport.Gre gre -> gre.checksum();
                    case Transport.Other _ -> Checksum.ABSENT;
                };
        return checksum == Checksum.BAD;
    }

    private Flow start(Conversation conversation, Packet packet) {
        if (flows.size() >= limits.maxFlows()) {
            evictOne();
        }
        Endpoint source = Conversation.source(packet);
        Endpoint destination = Conversation.destination(packet);
        boolean fromClient = isFromClient(packet.transport());
        var key =
                new FlowKey(
                        packet.envelope(),
                        packet.ip().protocol(),
                        fromClient ? source : destination,
                        fromClient ? destination : source);
        boolean underWay = packet.transport() instanceof Transport.Tcp tcp && !tcp.has(TcpFlag.SYN);
        started++;
        Flow flow = new Flow(started, key, underWay, now);
        if (packet.transport() instanceof Transport.Tcp) {
            flow.connect(new TcpConnection(flow, listener, limits));
        }
        flows.put(conversation, flow);
        listener.started(flow);
        return flow;
    }

    /** Of a TCP connection the handshake says who is the client; without one the ports do. */
    private static boolean isFromClient(Transport transport) {
        if (transport instanceof Transport.Tcp tcp) {
            return tcp.has(TcpFlag.SYN)
                    ? !tcp.has(TcpFlag.ACK)
                    : tcp.sourcePort() >= tcp.destinationPort();
        }
        return true;
    }

    private void endSilent() {
        byState.forEach((state, silent) -> {
            while (!silent.isEmpty()
                    && silent.getFirst().lastSeen().plus(state.timeOut()).isBefore(now)) {
                end(silent.getFirst(), FlowEnd.TIMED_OUT);
            }
        });
    }

    private void evictOne() {
        for (SequencedSet<Flow> candidates : byState.values()) {
            if (!candidates.isEmpty()) {
                evicted++;
                end(candidates.getFirst(), FlowEnd.EVICTED);
                return;
            }
        }
    }

    private void end(Flow flow, FlowEnd why) {
        setOf(flow).remove(flow);
        flows.remove(Conversation.of(flow.key()));
        flow.connection()
                .ifPresent(connection -> {
                    connection.giveUp();
                    held.forget(connection);
                });
        FlowEnd end =
                switch (flow.state()) {
                    case CLOSED -> FlowEnd.CLOSED;
                    case RESET -> FlowEnd.RESET;
                    case OPENING, ONE_WAY, BOTH_WAYS, CLOSING, OPEN -> why;
                };
        listener.ended(flow, end);
    }

    private SequencedSet<Flow> setOf(Flow flow) {
        return requireNonNull(byState.get(flow.state()), "a set for each state");
    }
}
