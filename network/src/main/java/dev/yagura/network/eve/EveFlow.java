package dev.yagura.network.eve;

import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.flow.FlowState;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** What records say of one flow, as far as its packets have come. */
final class EveFlow {
    private static final int TCP = 6;

    private final Flow flow;
    private final EveHttp http = new EveHttp();
    private final EveTls tls = new EveTls();
    private final Sent toServer = new Sent();
    private final Sent toClient = new Sent();
    private Optional<AppProtocol> spoken = Optional.empty();
    private boolean alerted;
    private long messages;

    /** What one side sent. */
    private static final class Sent {
        private long packets;
        private long bytes;
        private int flags;
    }

    EveFlow(Flow flow) {
        this.flow = flow;
    }

    EveHttp http() {
        return http;
    }

    EveTls tls() {
        return tls;
    }

    void speaks(AppProtocol protocol) {
        spoken = Optional.of(protocol);
    }

    Optional<AppProtocol> spoken() {
        return spoken;
    }

    void alerted() {
        alerted = true;
    }

    /** Returns the number of the next message of DNS, from 0. */
    long nextMessage() {
        return messages++;
    }

    /** Counts a packet, as long as its frame was. */
    void count(FlowDirection direction, Packet packet, long frameBytes) {
        Sent sent = direction == FlowDirection.TO_SERVER ? toServer : toClient;
        sent.packets++;
        sent.bytes += frameBytes;
        if (packet.transport() instanceof Transport.Tcp tcp) {
            sent.flags |= tcp.flags();
        }
    }

    void putProtocol(SequencedMap<String, Object> record) {
        spoken.ifPresent(protocol -> record.put("app_proto", protocol.id()));
    }

    /** Returns what an alert says of the flow. */
    SequencedMap<String, Object> soFar() {
        SequencedMap<String, Object> fields = counts();
        boolean ports = flow.key().protocol() == TCP || flow.key().server().port() != 0;
        EveRecord.putEndpoint(fields, "src", flow.key().client(), ports);
        EveRecord.putEndpoint(fields, "dest", flow.key().server(), ports);
        return fields;
    }

    /** Adds what a record of a flow that has ended says. */
    void putEnd(SequencedMap<String, Object> record, FlowEnd why) {
        putProtocol(record);
        SequencedMap<String, Object> fields = counts();
        fields.put("end", EveText.time(flow.lastSeen()));
        fields.put("age", Duration.between(flow.firstSeen(), flow.lastSeen()).toSeconds());
        fields.put("state", state(flow.state()));
        fields.put("reason", reason(why));
        fields.put("alerted", alerted);
        record.put("flow", fields);
        if (flow.key().protocol() == TCP) {
            record.put("tcp", tcp());
        }
    }

    private SequencedMap<String, Object> counts() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("pkts_toserver", toServer.packets);
        fields.put("pkts_toclient", toClient.packets);
        fields.put("bytes_toserver", toServer.bytes);
        fields.put("bytes_toclient", toClient.bytes);
        fields.put("start", EveText.time(flow.firstSeen()));
        return fields;
    }

    private SequencedMap<String, Object> tcp() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        int flags = toServer.flags | toClient.flags;
        fields.put("tcp_flags", "%02x".formatted(flags));
        fields.put("tcp_flags_ts", "%02x".formatted(toServer.flags));
        fields.put("tcp_flags_tc", "%02x".formatted(toClient.flags));
        for (TcpFlag flag : TcpFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                fields.put(flag.name().toLowerCase(Locale.ROOT), true);
            }
        }
        fields.put("state", tcpState(flow.state()));
        return fields;
    }

    private static String state(FlowState state) {
        return switch (state) {
            case OPENING, ONE_WAY -> "new";
            case OPEN, CLOSING, BOTH_WAYS -> "established";
            case CLOSED, RESET -> "closed";
        };
    }

    private String tcpState(FlowState state) {
        return switch (state) {
            case OPENING -> toClient.packets == 0 ? "syn_sent" : "syn_recv";
            case OPEN, ONE_WAY, BOTH_WAYS -> "established";
            case CLOSING -> "close_wait";
            case CLOSED, RESET -> "closed";
        };
    }

    private static String reason(FlowEnd why) {
        return switch (why) {
            case CLOSED, RESET, TIMED_OUT, REPLACED -> "timeout";
            case EVICTED -> "forced";
            case CAPTURE_ENDED -> "shutdown";
        };
    }
}
