package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.packet.IpAddress;
import dev.yagura.network.packet.Packet;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Finds who tries passwords or keys of SSH, and whether one fitted. */
final class SshBruteForceDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.ssh.brute-force",
                    "many short connections of SSH",
                    Severity.WARNING,
                    List.of("T1110"),
                    "Counts connections of SSH from one host to one server that ended after so little"
                            + " (5,000 bytes to the server) that nobody can have worked in them: 10"
                            + " and more within ten minutes are reported. Once more is said in a"
                            + " later one within that time, that is reported too, with high"
                            + " confidence: somebody was let in. What is said is encrypted, so it is"
                            + " lengths that tell. Looking alike: monitoring that asks for the banner,"
                            + " scripts whose key is not known any more. Evading: slow tries, many"
                            + " senders.",
                    "Look who logged in, and when (show VM users); turn passwords off.");

    private static final Duration SPAN = Duration.ofMinutes(10);
    private static final int MANY = 10;
    private static final long SHORT_BYTES = 5_000;
    private static final int MAX_PAIRS = 20_000;

    private final NetworkReporter reporter;
    private final Set<Flow> open = new HashSet<>();
    private final BoundedMap<Pair, RecentSet<Long>> tries = new BoundedMap<>(MAX_PAIRS);

    private record Pair(IpAddress client, Endpoint server) {
        private static Pair of(Flow flow) {
            return new Pair(flow.key().client().address(), flow.key().server());
        }
    }

    SshBruteForceDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        if (protocol == AppProtocol.SSH && !flow.isUnderWay()) {
            open.add(flow);
        }
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        if (flow.payloadBytes(FlowDirection.TO_SERVER) <= SHORT_BYTES || !open.remove(flow)) {
            return;
        }
        RecentSet<Long> failed = tries.get(Pair.of(flow));
        if (failed != null
                && failed.size() == MANY
                && !failed.first().plus(SPAN).isBefore(flow.lastSeen())) {
            report(flow, failed, true);
        }
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        if (!open.remove(flow) || why == FlowEnd.CAPTURE_ENDED) {
            return;
        }
        RecentSet<Long> failed =
                tries.computeIfAbsent(Pair.of(flow), any -> new RecentSet<>(SPAN, MANY));
        failed.add(flow.number(), flow.lastSeen());
        if (failed.size() == MANY) {
            report(flow, failed, false);
        }
    }

    private void report(Flow flow, RecentSet<Long> failed, boolean letIn) {
        String between = "%s to %s".formatted(flow.key().client().address(), flow.key().server());
        reporter.report(
                flow.lastSeen(),
                letIn ? Confidence.HIGH : Confidence.MEDIUM,
                letIn ? between + ", let in" : between,
                letIn
                        ? "%s was let in by SSH, after many tries".formatted(between)
                        : "%s, many tries to log in by SSH".formatted(between),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "short connections within ten minutes",
                                letIn
                                        ? "%d and more, then one with %d bytes"
                                                .formatted(
                                                        MANY,
                                                        flow.payloadBytes(FlowDirection.TO_SERVER))
                                        : MANY + " and more",
                                "fewer than " + MANY,
                                failed.first(),
                                flow.lastSeen())));
    }

    @Override
    public long forgotten() {
        return tries.forgotten();
    }
}
