package dev.yagura.cli.flows;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.app.AppListener;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.AnomalyKind;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.packet.Tunnel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Makes a row of each flow that ends. */
public final class FlowRows implements AppListener {
    private final BiConsumer<Flow, Row> taker;
    private final Map<Flow, FlowNotes> notes = new HashMap<>();

    /** Gives rows to {@code taker}, in the order in which flows end. */
    public FlowRows(BiConsumer<Flow, Row> taker) {
        this.taker = taker;
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        of(flow).recognised(protocol);
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        of(flow).said(record);
    }

    @Override
    public void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {
        of(flow).malformed();
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        FlowNotes said = of(flow);
        notes.remove(flow);
        taker.accept(flow, row(flow, said, why));
    }

    private FlowNotes of(Flow flow) {
        return notes.computeIfAbsent(flow, each -> new FlowNotes());
    }

    private static Row row(Flow flow, FlowNotes said, FlowEnd why) {
        return Row.of(
                        "first", flow.firstSeen().toString(),
                        "last", flow.lastSeen().toString(),
                        "protocol", protocol(flow.key().protocol()),
                        "client", flow.key().client().address().toString(),
                        "clientPort", flow.key().client().port(),
                        "server", flow.key().server().address().toString(),
                        "serverPort", flow.key().server().port(),
                        "vlans", flow.key().envelope().vlans(),
                        "tunnels",
                                flow.key().envelope().tunnels().stream()
                                        .map(FlowRows::tunnel)
                                        .toList(),
                        "state", lowerCase(flow.state()),
                        "end", lowerCase(why),
                        "underWay", flow.isUnderWay(),
                        "packetsToServer", flow.packets(FlowDirection.TO_SERVER),
                        "packetsToClient", flow.packets(FlowDirection.TO_CLIENT),
                        "bytesToServer", flow.payloadBytes(FlowDirection.TO_SERVER),
                        "bytesToClient", flow.payloadBytes(FlowDirection.TO_CLIENT),
                        "missingToServer", flow.missingBytes(FlowDirection.TO_SERVER),
                        "missingToClient", flow.missingBytes(FlowDirection.TO_CLIENT),
                        "app", said.protocol(),
                        "names", said.names(),
                        "moreNames", said.hasMoreNames(),
                        "malformed", said.malformedMessages(),
                        "anomalies", anomalies(flow))
                .with(said.fingerprints());
    }

    private static Map<String, Long> anomalies(Flow flow) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Map.Entry<AnomalyKind, Long> each : flow.anomalies().entrySet()) {
            counts.put(lowerCase(each.getKey()), each.getValue());
        }
        return counts;
    }

    private static String tunnel(Tunnel tunnel) {
        return "%s %s %s %d"
                .formatted(
                        lowerCase(tunnel.kind()),
                        tunnel.source(),
                        tunnel.destination(),
                        tunnel.id());
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            case 47 -> "gre";
            case 58 -> "icmpv6";
            case 132 -> "sctp";
            default -> "ip-" + number;
        };
    }

    private static String lowerCase(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
