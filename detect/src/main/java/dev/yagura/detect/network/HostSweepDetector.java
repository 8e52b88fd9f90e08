package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.packet.ArpMessage;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds who tries one port, or ICMP's echo or ARP, with many hosts. */
final class HostSweepDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.scan.hosts",
                    "many hosts are tried",
                    Severity.WARNING,
                    List.of("T1018", "T1046"),
                    "Counts different hosts to which one host's attempts came to nothing within an"
                            + " hour, at one port of TCP or UDP or with ICMP's echo: 25 and more are"
                            + " reported; and hosts that it asked for by ARP and that did not answer:"
                            + " 50 and more. Looking alike: peer-to-peer programs whose peers are"
                            + " gone; a load balancer that only connects to see who is there; a router whose network is scanned from elsewhere asks by ARP."
                            + " Evading: fewer hosts in an hour, hosts that answer.",
                    "Find the process that tries. One that spreads by itself looks like this.");

    private static final Duration SPAN = Duration.ofHours(1);
    private static final int MANY = 25;
    private static final int MANY_BY_ARP = 50;
    private static final int MAX_SOURCES = 20_000;
    private static final int ARP_REQUEST = 1;

    private final NetworkReporter reporter;
    private final FailedAttempts attempts = new FailedAttempts(this::failed);
    private final BoundedMap<Search, RecentSet<IpAddress>> tried = new BoundedMap<>(MAX_SOURCES);

    /** Who looks for hosts, and how. */
    private record Search(IpAddress source, String means) {}

    HostSweepDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        attempts.packet(flow, direction, packet);
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        attempts.ended(flow, why);
    }

    private void failed(Flow flow) {
        String means =
                switch (flow.key().protocol()) {
                    case 6 -> "tcp port " + flow.key().server().port();
                    case 17 -> "udp port " + flow.key().server().port();
                    case 1, 58 -> "icmp echo";
                    default -> "ip protocol " + flow.key().protocol();
                };
        var search = new Search(flow.key().client().address(), means);
        tried(search, flow.key().server().address(), MANY, flow.lastSeen());
    }

    @Override
    public void arp(ArpMessage message, Envelope envelope, Instant time) {
        if (message.operation() == ARP_REQUEST
                && !message.senderIp().equals(message.targetIp())
                && message.senderIp().low() != 0) {
            tried(new Search(message.senderIp(), "arp"), message.targetIp(), MANY_BY_ARP, time);
        } else if (message.operation() != ARP_REQUEST) {
            RecentSet<IpAddress> asked = tried.get(new Search(message.targetIp(), "arp"));
            if (asked != null) {
                asked.remove(message.senderIp());
            }
        }
    }

    private void tried(Search search, IpAddress target, int many, Instant time) {
        RecentSet<IpAddress> targets =
                tried.computeIfAbsent(search, any -> new RecentSet<>(SPAN, many));
        targets.add(target, time);
        if (targets.size() < many) {
            return;
        }
        reporter.report(
                time,
                Confidence.MEDIUM,
                "%s, %s".formatted(search.source(), search.means()),
                "%s tried %s of %d and more hosts in vain"
                        .formatted(search.source(), search.means(), many),
                List.of(
                        new Evidence.Traffic(
                                search.source() + " to many",
                                "hosts that were tried in vain within an hour, " + search.means(),
                                targets.things().stream()
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                "fewer than " + many,
                                targets.first(),
                                time)));
    }

    @Override
    public long forgotten() {
        return tried.forgotten();
    }
}
