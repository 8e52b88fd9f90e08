package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.dhcp.DhcpMessage;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.Envelope;
import dev.yagura.network.packet.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Finds servers of DHCP beside the one that was there first. */
final class DhcpServerDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.dhcp.other-server",
                    "a second server gives addresses by DHCP",
                    Severity.CRITICAL,
                    List.of("T1557.003"),
                    "Takes the first server of DHCP in a VLAN for the right one, and reports others:"
                            + " with medium confidence where they name other routers or name servers"
                            + " than the first, else low. Looking alike: two servers for the sake of"
                            + " availability, which name the same. Not seen: a server that says it"
                            + " were the first, or that was there alone; DHCPv6 and router"
                            + " advertisements.",
                    "Ask who runs the second server; hosts that took its word have its router or"
                            + " name servers.");

    private static final int MAX_NETWORKS = 4_096;
    private static final int MAX_SERVERS = 64;

    private final NetworkReporter reporter;
    private final BoundedMap<Envelope, List<Known>> servers = new BoundedMap<>(MAX_NETWORKS);
    private long forgotten;

    /** What a server said first. */
    private record Known(
            IpAddress server,
            List<IpAddress> routers,
            List<IpAddress> nameServers,
            Instant first) {}

    DhcpServerDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        if (record instanceof AppRecord.Dhcp(var message)
                && message.type().isServers()
                && message.server().isPresent()) {
            served(flow, message, message.server().get());
        }
    }

    private void served(Flow flow, DhcpMessage message, IpAddress server) {
        List<Known> known =
                servers.computeIfAbsent(flow.key().envelope(), any -> new ArrayList<>());
        if (known.stream().anyMatch(each -> each.server().equals(server))) {
            return;
        }
        if (known.size() == MAX_SERVERS) {
            forgotten++;
            return;
        }
        Instant time = flow.lastSeen();
        known.add(new Known(server, message.routers(), message.nameServers(), time));
        if (known.size() > 1) {
            report(known.getFirst(), known.getLast(), time);
        }
    }

    private void report(Known first, Known second, Instant time) {
        boolean otherwise =
                !first.routers().equals(second.routers())
                        || !first.nameServers().equals(second.nameServers());
        reporter.report(
                time,
                otherwise ? Confidence.MEDIUM : Confidence.LOW,
                second.server().toString(),
                "%s gives addresses by DHCP, beside %s".formatted(second.server(), first.server()),
                List.of(
                        new Evidence.Traffic(
                                "dhcp server " + second.server(),
                                "routers and name servers",
                                second.routers() + " and " + second.nameServers(),
                                "%s and %s, of %s alone"
                                        .formatted(
                                                first.routers(),
                                                first.nameServers(),
                                                first.server()),
                                first.first(),
                                time)));
    }

    @Override
    public long forgotten() {
        return servers.forgotten() + forgotten;
    }
}
