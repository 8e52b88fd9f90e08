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
import java.util.Optional;
import java.util.function.Consumer;

/** Finds who carries something in the names that it asks for. */
final class DnsTunnelDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.dns.tunnel",
                    "many long names below one domain are asked for",
                    Severity.CRITICAL,
                    List.of("T1071.004", "T1048"),
                    "Counts different names that one host asks for below one domain within ten"
                            + " minutes, and that have 24 characters and more in front of the"
                            + " domain: 60 and more are reported. A domain is the last two labels, or"
                            + " three below the domain of a country. Looking alike: products that ask"
                            + " for the reputation of files by DNS. Evading: slow tunnels, short"
                            + " names, many domains, what is in answers alone, DNS over TLS or"
                            + " HTTPS.",
                    "Find the process that asks, and whose the domain is; block the domain.");

    private static final Duration SPAN = Duration.ofMinutes(10);
    private static final int LONG_CHARACTERS = 24;
    private static final int MANY = 60;
    private static final int MAX_KEPT_CHARACTERS = 64;
    private static final int MAX_DOMAINS = 5_000;

    private final NetworkReporter reporter;
    private final BoundedMap<Asked, RecentSet<String>> names = new BoundedMap<>(MAX_DOMAINS);

    private record Asked(IpAddress client, String domain) {}

    DnsTunnelDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        if (record instanceof AppRecord.Dns(var message) && !message.response()) {
            IpAddress client = flow.key().client().address();
            for (DnsQuestion question : message.questions()) {
                HostNames.owner(question.name())
                        .ifPresent(domain ->
                                asked(
                                        new Asked(client, domain),
                                        HostNames.below(question.name(), domain),
                                        flow.lastSeen()));
            }
        }
    }

    private void asked(Asked asked, String below, Instant time) {
        if (below.length() < LONG_CHARACTERS) {
            return;
        }
        RecentSet<String> different =
                names.computeIfAbsent(asked, any -> new RecentSet<>(SPAN, MANY));
        different.add(below.substring(0, Math.min(below.length(), MAX_KEPT_CHARACTERS)), time);
        if (different.size() < MANY) {
            return;
        }
        Optional<String> example = different.things().stream().findFirst();
        reporter.report(
                time,
                Confidence.MEDIUM,
                "%s, %s".formatted(asked.client(), asked.domain()),
                "%s asks for %d and more long names below %s"
                        .formatted(asked.client(), MANY, asked.domain()),
                List.of(
                        new Evidence.Traffic(
                                asked.client() + " by dns",
                                "names of 24 characters and more below %s within ten minutes"
                                        .formatted(asked.domain()),
                                "%d, the first begins with %s"
                                        .formatted(different.size(), example.orElse("")),
                                "fewer than " + MANY,
                                different.first(),
                                time)));
    }

    @Override
    public long forgotten() {
        return names.forgotten();
    }
}
