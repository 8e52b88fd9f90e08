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
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.Packet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds who tries many ports of one host. */
final class PortScanDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.scan.ports",
                    "many ports of one host are tried",
                    Severity.WARNING,
                    List.of("T1046"),
                    "Counts different ports of TCP or UDP of one host to which another one's"
                            + " attempts came to nothing within an hour: refused, unanswered, or let"
                            + " go without a word. Reported are 20 and more. Looking alike: clients"
                            + " of a host that has lost its services, an administrator's check."
                            + " traceroute's ports (UDP 33434 to 33534) are not counted. Evading:"
                            + " fewer ports in an hour, ports that answer, many senders.",
                    "Find the process that tries; if the VM is the one that is tried, see what"
                            + " answered.");

    private static final Duration SPAN = Duration.ofHours(1);
    private static final int MANY = 20;
    private static final int MAX_PAIRS = 20_000;
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final int TRACEROUTE_FIRST = 33_434;
    private static final int TRACEROUTE_LAST = 33_534;

    private final NetworkReporter reporter;
    private final FailedAttempts attempts = new FailedAttempts(this::failed);
    private final BoundedMap<Pair, RecentSet<Integer>> tried = new BoundedMap<>(MAX_PAIRS);

    private record Pair(IpAddress source, IpAddress target, int protocol) {}

    PortScanDetector(Consumer<Finding> findings) {
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
        int protocol = flow.key().protocol();
        int port = flow.key().server().port();
        boolean traceroute = protocol == UDP && port >= TRACEROUTE_FIRST && port <= TRACEROUTE_LAST;
        if ((protocol != TCP && protocol != UDP) || traceroute) {
            return;
        }
        var pair = new Pair(flow.key().client().address(), flow.key().server().address(), protocol);
        RecentSet<Integer> ports = tried.computeIfAbsent(pair, any -> new RecentSet<>(SPAN, MANY));
        ports.add(port, flow.lastSeen());
        if (ports.size() < MANY) {
            return;
        }
        String between = "%s to %s".formatted(pair.source(), pair.target());
        reporter.report(
                flow.lastSeen(),
                Confidence.MEDIUM,
                "%s, %s".formatted(between, protocol == TCP ? "tcp" : "udp"),
                "%s tried %d and more ports of %s in vain"
                        .formatted(pair.source(), MANY, pair.target()),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "ports that were tried in vain within an hour",
                                ports.things().stream()
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                "fewer than " + MANY,
                                ports.first(),
                                flow.lastSeen())));
    }

    @Override
    public long forgotten() {
        return tried.forgotten();
    }
}
