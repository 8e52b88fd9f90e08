package dev.yagura.network.flow;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.packet.Packet;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Packets between two endpoints, both ways, as far as they have come.
 *
 * <p>Changes with each packet of the flow, on the thread that gives them to the {@link FlowTable};
 * two flows are equal if they are the same. Not safe for use by several threads.
 */
public final class Flow {
    private final long number;
    private final FlowKey key;
    private final boolean underWay;
    private final Instant firstSeen;
    private final Counters toServer = new Counters();
    private final Counters toClient = new Counters();
    private final Map<AnomalyKind, Long> anomalies = new EnumMap<>(AnomalyKind.class);
    private Optional<TcpConnection> connection = Optional.empty();
    private Instant lastSeen;
    private FlowState state = FlowState.ONE_WAY;

    /** What went one way. */
    private static final class Counters {
        private long packets;
        private long payloadBytes;
        private long missingBytes;
    }

    /**
     * Starts a flow without packets.
     *
     * @param number counts flows, from 1
     * @param underWay whether its beginning was not captured
     */
    Flow(long number, FlowKey key, boolean underWay, Instant firstSeen) {
        this.number = number;
        this.key = requireNonNull(key, "key");
        this.underWay = underWay;
        this.firstSeen = requireNonNull(firstSeen, "firstSeen");
        this.lastSeen = firstSeen;
    }

    /** Returns its number, which no other flow of its table has; they start at 1. */
    public long number() {
        return number;
    }

    /** Returns who talks to whom. */
    public FlowKey key() {
        return key;
    }

    /** Returns whether it is a TCP connection of which the handshake was not captured. */
    public boolean isUnderWay() {
        return underWay;
    }

    /** Returns when its first packet was captured. */
    public Instant firstSeen() {
        return firstSeen;
    }

    /** Returns when its last packet so far was captured. */
    public Instant lastSeen() {
        return lastSeen;
    }

    /** Returns how far it has come. */
    public FlowState state() {
        return state;
    }

    /** Returns how many packets went one way. */
    public long packets(FlowDirection direction) {
        return counters(direction).packets;
    }

    /** Returns how many bytes they carried behind the header of TCP, UDP and the like. */
    public long payloadBytes(FlowDirection direction) {
        return counters(direction).payloadBytes;
    }

    /** Returns how many bytes of its stream are missing in the capture: the sum of gaps. */
    public long missingBytes(FlowDirection direction) {
        return counters(direction).missingBytes;
    }

    /**
     * Returns how far the numbers of TCP have come: bytes of the stream that came in order or are
     * missing, and one for the SYN; 0 if nothing has come, or it is no flow of TCP.
     */
    public long sequenceSpace(FlowDirection direction) {
        return connection.map(tcp -> tcp.sequenceSpace(direction)).orElse(0L);
    }

    /** Returns how often each anomaly came; those that did not are not in it. */
    public Map<AnomalyKind, Long> anomalies() {
        return Collections.unmodifiableMap(anomalies);
    }

    void connect(TcpConnection tcp) {
        connection = Optional.of(tcp);
        state = tcp.state();
    }

    Optional<TcpConnection> connection() {
        return connection;
    }

    FlowDirection directionOf(Packet packet) {
        return Conversation.source(packet).equals(key.client())
                ? FlowDirection.TO_SERVER
                : FlowDirection.TO_CLIENT;
    }

    void count(FlowDirection direction, Packet packet, Instant time) {
        Counters counters = counters(direction);
        counters.packets++;
        counters.payloadBytes += packet.payload().byteSize() + packet.missingBytes();
        lastSeen = time;
    }

    /** Finds out how far the flow has come with the packets that were counted. */
    void advance() {
        boolean bothWays = toServer.packets > 0 && toClient.packets > 0;
        state =
                connection
                        .map(TcpConnection::state)
                        .orElse(bothWays ? FlowState.BOTH_WAYS : FlowState.ONE_WAY);
    }

    void countGap(FlowDirection direction, long bytes) {
        counters(direction).missingBytes += bytes;
    }

    void countAnomaly(AnomalyKind kind) {
        anomalies.merge(kind, 1L, Long::sum);
    }

    private Counters counters(FlowDirection direction) {
        return direction == FlowDirection.TO_SERVER ? toServer : toClient;
    }
}
