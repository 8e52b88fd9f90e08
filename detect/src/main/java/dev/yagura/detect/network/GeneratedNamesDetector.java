package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.bounds.BoundedMap;
import dev.yagura.network.dns.DnsQuestion;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.packet.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Finds who looks for a meeting point among names that a program made up. */
final class GeneratedNamesDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.dns.generated-names",
                    "domains that look made up are asked for, and do not exist",
                    Severity.WARNING,
                    List.of("T1568.002"),
                    "Counts different domains that a host asked for within half an hour, that do not"
                            + " exist, and whose label of 8 characters and more has few of the pairs"
                            + " of letters that words have: 12 and more are reported. Looking alike:"
                            + " a list of blocked domains that is looked up one by one. Evading:"
                            + " names made of words, short ones, few a day; names that exist.",
                    "Find the process that asks. The one name that does exist is where it reports"
                            + " to.");

    private static final Duration SPAN = Duration.ofMinutes(30);
    private static final int MANY = 12;
    private static final int MAX_CLIENTS = 10_000;
    private static final int NO_SUCH_NAME = 3;

    private final NetworkReporter reporter;
    private final BoundedMap<IpAddress, RecentSet<String>> domains = new BoundedMap<>(MAX_CLIENTS);

    GeneratedNamesDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        if (record instanceof AppRecord.Dns(var message)
                && message.response()
                && message.responseCode() == NO_SUCH_NAME) {
            for (DnsQuestion question : message.questions()) {
                HostNames.owner(question.name())
                        .filter(HostNames::looksGenerated)
                        .ifPresent(domain ->
                                missing(flow.key().client().address(), domain, flow.lastSeen()));
            }
        }
    }

    private void missing(IpAddress client, String domain, Instant time) {
        RecentSet<String> different =
                domains.computeIfAbsent(client, any -> new RecentSet<>(SPAN, MANY));
        different.add(domain, time);
        if (different.size() < MANY) {
            return;
        }
        reporter.report(
                time,
                Confidence.MEDIUM,
                client.toString(),
                "%s asks for %d and more made-up domains that do not exist".formatted(client, MANY),
                List.of(
                        new Evidence.Traffic(
                                client + " by dns",
                                "domains that do not exist within half an hour",
                                String.join(", ", different.things()),
                                "fewer than %d that look made up".formatted(MANY),
                                different.first(),
                                time)));
    }

    @Override
    public long forgotten() {
        return domains.forgotten();
    }
}
