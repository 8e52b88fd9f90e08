package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.detect.network.SentVolumes.Pair;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds hosts that send a foreign one much more than usual. */
final class ExfiltrationDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.exfiltration",
                    "much more than usual is sent to a foreign host",
                    Severity.WARNING,
                    List.of("T1048", "T1567"),
                    "Counts bytes that each host of the home network sends to each foreign one"
                            + " within an hour. Reported is more than 64 MiB, more than four times"
                            + " what is usual by the baseline (--volumes), and more than twice what"
                            + " came back; with medium confidence. Without a baseline nothing is known"
                            + " to be usual, the bound is 256 MiB and the confidence low. Looking"
                            + " alike: backups, uploads of a user, a server that hands out large"
                            + " files. Evading: little at a time, to many hosts.",
                    "Find the process that sends, and what it read before. If the volume is usual,"
                            + " add it to the baseline.");

    private static final Duration HOUR = Duration.ofHours(1);
    private static final long MUCH_BYTES = 64L << 20;
    private static final long MUCH_BYTES_WITHOUT_BASELINE = 256L << 20;
    private static final int TIMES_USUAL = 4;
    private static final int TIMES_BACK = 2;
    private static final int MAX_PAIRS = 50_000;

    private final NetworkSettings settings;
    private final NetworkReporter reporter;
    private final BoundedMap<Pair, Hour> hours = new BoundedMap<>(MAX_PAIRS);
    private final Map<Pair, Long> busiest = new HashMap<>();
    private long notKept;

    /** What a pair sent within an hour, both ways. */
    private static final class Hour {
        private Instant start;
        private long sent;
        private long back;

        private Hour(Instant start) {
            this.start = start;
        }
    }

    ExfiltrationDetector(NetworkSettings settings, Consumer<Finding> findings) {
        this.settings = settings;
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void packet(Flow flow, FlowDirection direction, Packet packet) {
        long bytes = packet.payload().byteSize() + packet.missingBytes();
        if (bytes == 0) {
            return;
        }
        Endpoint client = flow.key().client();
        Endpoint server = flow.key().server();
        boolean toServer = direction == FlowDirection.TO_SERVER;
        if (isOutward(client, server)) {
            count(new Pair(client.address(), server.address()), bytes, toServer, flow.lastSeen());
        } else if (isOutward(server, client)) {
            count(new Pair(server.address(), client.address()), bytes, !toServer, flow.lastSeen());
        }
    }

    private boolean isOutward(Endpoint from, Endpoint to) {
        return settings.home().test(from.address()) && settings.isForeign(to.address());
    }

    private void count(Pair pair, long bytes, boolean out, Instant time) {
        Hour hour = hours.computeIfAbsent(pair, any -> new Hour(time));
        if (!time.isBefore(hour.start.plus(HOUR))) {
            hour.start = time;
            hour.sent = 0;
            hour.back = 0;
        }
        if (out) {
            hour.sent += bytes;
            keepBusiest(pair, hour.sent);
            judge(pair, hour, time);
        } else {
            hour.back += bytes;
        }
    }

    private void keepBusiest(Pair pair, long sent) {
        if (busiest.size() < MAX_PAIRS || busiest.containsKey(pair)) {
            busiest.merge(pair, sent, Math::max);
        } else {
            notKept++;
        }
    }

    private void judge(Pair pair, Hour hour, Instant time) {
        boolean known = !settings.usual().isEmpty();
        long usual = settings.usual().usual(pair);
        long bound =
                Math.max(known ? MUCH_BYTES : MUCH_BYTES_WITHOUT_BASELINE, TIMES_USUAL * usual);
        if (hour.sent <= bound || hour.sent <= TIMES_BACK * hour.back) {
            return;
        }
        String between = "%s to %s".formatted(pair.from(), pair.to());
        reporter.report(
                time,
                known ? Confidence.MEDIUM : Confidence.LOW,
                between,
                "%s has sent %d MiB within an hour".formatted(between, hour.sent >> 20),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "bytes within an hour",
                                "%d, and %d back".formatted(hour.sent, hour.back),
                                known
                                        ? "%d at most, %d being usual".formatted(bound, usual)
                                        : "%d at most, nothing being known".formatted(bound),
                                hour.start,
                                time)));
    }

    /** Returns how much was sent so far, in the busiest hour of each pair. */
    SentVolumes volumes() {
        return new SentVolumes(busiest);
    }

    @Override
    public long forgotten() {
        return hours.forgotten() + notKept;
    }
}
