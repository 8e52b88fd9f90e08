package dev.yagura.network.eve;

import dev.yagura.network.flow.FlowKey;
import dev.yagura.network.packet.DecodedFrame;
import dev.yagura.network.packet.Packet;
import dev.yagura.network.packet.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Counts for records of kind {@code stats}: one a minute, by the capture's time. */
final class EveStats {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Map<String, Long> decoded = new TreeMap<>();
    private final Map<String, Long> started = new TreeMap<>();
    private Optional<Instant> first = Optional.empty();
    private Instant due = Instant.MAX;
    private long frames;
    private long bytes;
    private long longest;
    private long alerts;

    void count(DecodedFrame frame, long frameBytes) {
        frames++;
        bytes += frameBytes;
        longest = Math.max(longest, frameBytes);
        countContents(frame);
    }

    private void countContents(DecodedFrame frame) {
        switch (frame) {
            case DecodedFrame.Whole(Packet packet) -> {
                boolean v6 = packet.ip().isV6();
                add(decoded, v6 ? "ipv6" : "ipv4");
                switch (packet.transport()) {
                    case Transport.Tcp _ -> add(decoded, "tcp");
                    case Transport.Udp _ -> add(decoded, "udp");
                    case Transport.Sctp _ -> add(decoded, "sctp");
                    case Transport.Gre _ -> add(decoded, "gre");
                    case Transport.Icmp _ -> add(decoded, v6 ? "icmpv6" : "icmpv4");
                    case Transport.Other _ -> {}
                }
                packet.inside().ifPresent(this::countContents);
            }
            case DecodedFrame.Fragment fragment ->
                    add(decoded, fragment.ip().isV6() ? "ipv6" : "ipv4");
            case DecodedFrame.Arp _ -> add(decoded, "arp");
            case DecodedFrame.Malformed _ -> add(decoded, "invalid");
            case DecodedFrame.NotIp _ -> add(decoded, "unknown_ethertype");
        }
    }

    void countFlow(FlowKey key) {
        add(started, "total");
        switch (key.protocol()) {
            case 1 -> add(started, "icmpv4");
            case 6 -> add(started, "tcp");
            case 17 -> add(started, "udp");
            case 58 -> add(started, "icmpv6");
            default -> {}
        }
    }

    void countAlert() {
        alerts++;
    }

    /** Returns whether a minute has passed since the last time that it was true. */
    boolean isDue(Instant time) {
        if (first.isEmpty()) {
            first = Optional.of(time);
            due = time.plus(PERIOD);
        }
        if (time.isBefore(due)) {
            return false;
        }
        due = time.plus(PERIOD);
        return true;
    }

    SequencedMap<String, Object> fields(Instant time, int active) {
        SequencedMap<String, Object> decoder = new LinkedHashMap<>();
        decoder.put("pkts", frames);
        decoder.put("bytes", bytes);
        for (String kind :
                new String[] {
                    "invalid",
                    "ipv4",
                    "ipv6",
                    "arp",
                    "unknown_ethertype",
                    "tcp",
                    "udp",
                    "sctp",
                    "icmpv4",
                    "icmpv6",
                    "gre"
                }) {
            decoder.put(kind, decoded.getOrDefault(kind, 0L));
        }
        decoder.put("avg_pkt_size", frames == 0 ? 0 : bytes / frames);
        decoder.put("max_pkt_size", longest);
        SequencedMap<String, Object> flow = new LinkedHashMap<>();
        for (String kind : new String[] {"total", "tcp", "udp", "icmpv4", "icmpv6"}) {
            flow.put(kind, started.getOrDefault(kind, 0L));
        }
        flow.put("active", active);
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "uptime", first.map(begin -> Duration.between(begin, time).toSeconds()).orElse(0L));
        fields.put("decoder", decoder);
        fields.put("flow", flow);
        fields.put("detect", Map.of("alert", alerts));
        return fields;
    }

    private static void add(Map<String, Long> counts, String kind) {
        counts.merge(kind, 1L, Long::sum);
    }
}
