package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowKey;
import dev.yagura.network.packet.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Finds who calls the same foreign host again and again at even times. */
final class BeaconDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.beacon",
                    "a foreign host is called at even times",
                    Severity.WARNING,
                    List.of("T1071", "T1573"),
                    "Takes the times of the last 12 connections, or flows of UDP, from a host of the"
                            + " home network to one port of a foreign one. Reported is where they are"
                            + " a second and more apart and differ from the middle one by a fifth of"
                            + " it at most, in the mean; a jitter of 50 % is within that. Not looked"
                            + " at: DNS and NTP. Looking alike: programs that look for updates, mail"
                            + " or jobs, and monitoring; that is why the confidence is low. Evading:"
                            + " one connection that stays, changing hosts, more jitter.",
                    "Find the process that calls, and who the host belongs to.");

    private static final int CALLS = 12;
    private static final double EVEN = 0.2;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MAX_PAIRS = 50_000;
    private static final int DNS_PORT = 53;
    private static final int NTP_PORT = 123;

    private final NetworkSettings settings;
    private final NetworkReporter reporter;
    private final BoundedMap<Call, Rhythm> calls = new BoundedMap<>(MAX_PAIRS);

    private record Call(IpAddress client, Endpoint server, int protocol) {}

    BeaconDetector(NetworkSettings settings, Consumer<Finding> findings) {
        this.settings = settings;
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void started(Flow flow) {
        FlowKey key = flow.key();
        int port = key.server().port();
        if (flow.isUnderWay()
                || port == 0
                || port == DNS_PORT
                || port == NTP_PORT
                || !settings.home().test(key.client().address())
                || !settings.isForeign(key.server().address())) {
            return;
        }
        var call = new Call(key.client().address(), key.server(), key.protocol());
        Rhythm rhythm = calls.computeIfAbsent(call, any -> new Rhythm(CALLS));
        rhythm.add(flow.firstSeen());
        if (!rhythm.isFull() || rhythm.period().compareTo(SHORTEST) < 0 || rhythm.spread() > EVEN) {
            return;
        }
        String between = "%s to %s".formatted(call.client(), call.server());
        reporter.report(
                flow.firstSeen(),
                Confidence.LOW,
                between,
                "%s calls %s every %d seconds"
                        .formatted(call.client(), call.server(), rhythm.period().toSeconds()),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "time between the last %d connections".formatted(CALLS),
                                "%d ms, %d %% off in the mean"
                                        .formatted(
                                                rhythm.period().toMillis(),
                                                Math.round(100 * rhythm.spread())),
                                "more than %d %% off".formatted(Math.round(100 * EVEN)),
                                rhythm.first(),
                                flow.firstSeen())));
    }

    @Override
    public long forgotten() {
        return calls.forgotten();
    }
}
