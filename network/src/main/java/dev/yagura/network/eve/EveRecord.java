package dev.yagura.network.eve;

import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Starts records with what all have in common. */
final class EveRecord {
    private static final List<Integer> WITH_PORTS = List.of(6, 17, 132);

    private EveRecord() {}

    /** Returns a record of no flow. */
    static SequencedMap<String, Object> of(Instant time, String type) {
        SequencedMap<String, Object> record = new LinkedHashMap<>();
        record.put("timestamp", EveText.time(time));
        record.put("event_type", type);
        return record;
    }

    /** Returns a record of a flow, with the sender as the source. */
    static SequencedMap<String, Object> of(
            Instant time, String type, Flow flow, FlowDirection direction) {
        SequencedMap<String, Object> record = new LinkedHashMap<>();
        record.put("timestamp", EveText.time(time));
        record.put("flow_id", flow.number());
        record.put("event_type", type);
        List<Integer> vlans = flow.key().envelope().vlans();
        if (!vlans.isEmpty()) {
            record.put("vlan", vlans);
        }
        boolean toServer = direction == FlowDirection.TO_SERVER;
        Endpoint source = toServer ? flow.key().client() : flow.key().server();
        Endpoint destination = toServer ? flow.key().server() : flow.key().client();
        boolean ports = WITH_PORTS.contains(flow.key().protocol());
        putEndpoint(record, "src", source, ports);
        putEndpoint(record, "dest", destination, ports);
        record.put("proto", EveText.protocol(flow.key().protocol()));
        return record;
    }

    static void putEndpoint(
            SequencedMap<String, Object> record, String name, Endpoint end, boolean port) {
        record.put(name + "_ip", EveText.address(end.address()));
        if (port) {
            record.put(name + "_port", end.port());
        }
    }
}
