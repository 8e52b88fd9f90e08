package dev.yagura.network.eve;

import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.dns.DnsQuestion;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowAnomaly;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.match.RuleAlert;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Packet;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Makes records of what is in flows.
 *
 * <p>To be given each frame before its flows are told of it, and told what is in flows before the
 * {@link dev.yagura.network.match.RuleEngine} is, whose alerts it takes: so an alert has what was
 * said so far. Keeps a little of each flow and 256 requests without response. Not safe for use by
 * several threads.
 */
public final class EveLog implements AppListener {
    private final Consumer<SequencedMap<String, Object>> out;
    private final EveStats stats = new EveStats();
    private final Map<Flow, EveFlow> flows = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private long frameBytes;

    /** Makes a log whose records go to {@code out}, in the order of the packets. */
    public EveLog(Consumer<SequencedMap<String, Object>> out) {
        this.out = requireNonNull(out, "out");
    }

    /**
     * Takes a frame.
     *
     * @param time when it was captured, or the last one that has a time
     */
    public void frame(CapturedFrame frame, DecodedFrame decoded, Instant time) {
        now = time;
        frameBytes = frame.originalLengthBytes();
        stats.count(decoded, frameBytes);
        if (stats.isDue(time)) {
            stats(time);
        }
        malformed(decoded);
    }

    private void malformed(DecodedFrame decoded) {
        if (decoded instanceof DecodedFrame.Malformed(var why)) {
            SequencedMap<String, Object> record = EveRecord.of(now, "anomaly");
            record.put("anomaly", EveAnomaly.decode(why));
            out.accept(record);
        } else if (decoded instanceof DecodedFrame.Whole(Packet packet)) {
            packet.inside().ifPresent(this::malformed);
        }
    }

    /** Takes what a rule found. */
    public void alert(RuleAlert alert) {
        EveFlow flow = of(alert.flow());
        flow.alerted();
        stats.countAlert();
        SequencedMap<String, Object> record =
                EveRecord.of(alert.time(), "alert", alert.flow(), alert.direction());
        if (alert.transaction() > 0) {
            record.put("tx_id", alert.transaction() - 1);
        }
        record.put("alert", EveAlert.of(alert));
        if (alert.subject() == RuleAlert.Subject.TRANSACTION) {
            flow.http().current().ifPresent(http -> record.put("http", http));
        }
        flow.putProtocol(record);
        record.put(
                "direction",
                alert.direction() == FlowDirection.TO_SERVER ? "to_server" : "to_client");
        record.put("flow", flow.soFar());
        out.accept(record);
    }

    @Override
    public void started(Flow flow) {
        stats.countFlow(flow.key());
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        of(flow).speaks(protocol);
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        EveFlow known = of(flow);
        switch (record) {
            case AppRecord.Dns(var message) -> dns(flow, message);
            case AppRecord.Request(var head) -> known.http().request(head);
            case AppRecord.Response(var head) -> http(flow, known.http().response(head));
            case AppRecord.BodyEnd end -> {
                if (direction == FlowDirection.TO_CLIENT) {
                    http(flow, known.http().bodyEnd(end.wireBytes()));
                }
            }
            case AppRecord.Odd(var oddity) -> anomaly(flow, direction, EveAnomaly.odd(oddity));
            case AppRecord.TlsClient(var hello) -> known.tls().client(hello);
            case AppRecord.TlsServer(var hello) -> {
                known.tls().server(hello);
                tls(flow, /* atEnd= */ false);
            }
            case AppRecord.TlsCertificates(var chain) -> {
                if (direction == FlowDirection.TO_CLIENT) {
                    known.tls().certificates(chain);
                    tls(flow, /* atEnd= */ false);
                }
            }
            case AppRecord.Dhcp _, AppRecord.QuicClient _, AppRecord.Line _ -> {}
        }
    }

    private void dns(Flow flow, DnsMessage message) {
        long transaction = of(flow).nextMessage();
        if (message.response()) {
            write(flow, "dns", "dns", EveDns.answer(message));
            return;
        }
        for (DnsQuestion question : message.questions()) {
            write(flow, "dns", "dns", EveDns.query(message, question, transaction));
        }
    }

    private void http(Flow flow, Optional<SequencedMap<String, Object>> pair) {
        if (pair.isPresent()) {
            SequencedMap<String, Object> record =
                    EveRecord.of(now, "http", flow, FlowDirection.TO_SERVER);
            record.put("tx_id", of(flow).http().pairs() - 1);
            record.put("http", pair.get());
            out.accept(record);
        }
    }

    private void tls(Flow flow, boolean atEnd) {
        of(flow).tls().take(atEnd).ifPresent(fields -> write(flow, "tls", "tls", fields));
    }

    /** Both sides' words are told as the client's, as in Suricata. */
    private void write(Flow flow, String type, String name, SequencedMap<String, Object> fields) {
        SequencedMap<String, Object> record =
                EveRecord.of(now, type, flow, FlowDirection.TO_SERVER);
        record.put(name, fields);
        out.accept(record);
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        of(flow).count(direction, packet, frameBytes);
    }

    @Override
    public void gap(Flow flow, FlowDirection direction, long bytes) {
        anomaly(flow, direction, EveAnomaly.gap());
    }

    @Override
    public void anomaly(Flow flow, FlowAnomaly anomaly) {
        anomaly(flow, anomaly.direction(), EveAnomaly.stream(anomaly.kind()));
    }

    @Override
    public void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {
        anomaly(flow, direction, EveAnomaly.malformed(of(flow).spoken(), why));
    }

    private void anomaly(Flow flow, FlowDirection direction, SequencedMap<String, Object> fields) {
        SequencedMap<String, Object> record = EveRecord.of(now, "anomaly", flow, direction);
        record.put("anomaly", fields);
        out.accept(record);
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        EveFlow known = of(flow);
        http(flow, known.http().take());
        tls(flow, /* atEnd= */ true);
        SequencedMap<String, Object> record =
                EveRecord.of(now, "flow", flow, FlowDirection.TO_SERVER);
        known.putEnd(record, why);
        out.accept(record);
        flows.remove(flow);
    }

    /** Writes the last record. */
    public void finish() {
        stats(now);
    }

    private void stats(Instant time) {
        SequencedMap<String, Object> record = EveRecord.of(time, "stats");
        record.put("stats", stats.fields(time, flows.size()));
        out.accept(record);
    }

    private EveFlow of(Flow flow) {
        return flows.computeIfAbsent(flow, EveFlow::new);
    }
}
