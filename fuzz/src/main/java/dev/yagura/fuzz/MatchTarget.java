package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.network.BadFingerprints;
import dev.yagura.detect.network.NetworkSettings;
import dev.yagura.detect.network.NetworkWatch;
import dev.yagura.detect.network.SentVolumes;
import dev.yagura.network.app.AppLayer;
import dev.yagura.network.app.AppListeners;
import dev.yagura.network.eve.EveLog;
import dev.yagura.network.flow.FlowLimits;
import dev.yagura.network.flow.FlowTable;
import dev.yagura.network.match.RuleCounts;
import dev.yagura.network.match.RuleEngine;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleSource;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds rules against packets, has detectors look at them, and makes records of them. The input is
 * rules, a zero byte, and {@link MadePackets}.
 */
public final class MatchTarget {
    private static final FlowLimits LIMITS = new FlowLimits(4, 8192, 16_384);

    /** The words GET and x, as rules load them. */
    private static final String VALUES = "R0VU,10\neA==,20\n";

    private MatchTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        var source = new RuleSource("input", new String(input, 0, end, ISO_8859_1));
        NetworkRules rules =
                NetworkRules.read(List.of(source), RuleConfig.defaults(), (_, _) -> VALUES);
        var records = new EveLog(record -> Invariant.check(record.size() > 2, "empty record"));
        var alerts = new AtomicLong();
        var engine =
                new RuleEngine(
                        rules.accepted(),
                        alert -> {
                            alerts.incrementAndGet();
                            records.alert(alert);
                        });
        var settings = new NetworkSettings(_ -> true, BadFingerprints.EMPTY, SentVolumes.EMPTY);
        var watch =
                new NetworkWatch(
                        settings,
                        finding ->
                                Invariant.check(
                                        finding.rule().startsWith("network."), finding.rule()));
        var all = new AppListeners(List.of(records, engine, watch.flows()));
        var table = new FlowTable(LIMITS, new AppLayer(all));
        var second = new AtomicLong();
        MadePackets.of(
                input,
                Math.min(end + 1, input.length),
                packet -> table.accept(packet, Instant.ofEpochSecond(second.getAndIncrement())));
        table.finish();
        records.finish();
        RuleCounts counts = engine.counts();
        Invariant.check(
                counts.reported() == alerts.get() && counts.reported() <= counts.matched(),
                "alerts: %d, %s".formatted(alerts.get(), counts));
    }
}
