package dev.yagura.network.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.samples.Captures;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * What Suricata finds in two captures with 330 rules: {@code suricata.md} says how that was made,
 * and why some rules are otherwise.
 */
class SuricataTest {
    private static final int ICMP = 1;

    private static final Set<String> OTHERWISE =
            Set.of(
                    "1100", "1104", "1141", "1177", "1178", "1186", "1195", "2011", "2012", "2013",
                    "2014");

    @Test
    void findsInCasesWhatSuricataFinds() throws IOException {
        List<CapturedFrame> frames = Captures.frames(unpacked("cases.pcap.gz"));
        Set<String> found = found(frames, lines("cases.rules.gz"));
        List<String> expected = lines("cases.txt.gz");

        assertThat(expected).hasSizeGreaterThan(2000);
        assertThat(differing(found, new TreeSet<>(expected))).isEqualTo(new TreeSet<>(OTHERWISE));
    }

    @Test
    void findsInConversationsWhatSuricataFinds() throws IOException {
        List<String> expected = lines("conversations.txt");

        assertThat(expected).hasSize(85);
        assertThat(found(Conversations.frames(), Conversations.lines("conversations.rules")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Returns the sids of rules of which alerts are in one of two sets only. */
    private static Set<String> differing(Set<String> one, Set<String> other) {
        Set<String> sids = new TreeSet<>();
        one.stream()
                .filter(each -> !other.contains(each))
                .map(SuricataTest::sid)
                .forEach(sids::add);
        other.stream()
                .filter(each -> !one.contains(each))
                .map(SuricataTest::sid)
                .forEach(sids::add);
        return sids;
    }

    private static String sid(String alert) {
        return alert.substring(0, alert.indexOf(' '));
    }

    private static Set<String> found(List<CapturedFrame> frames, List<String> rules) {
        Set<String> found = new TreeSet<>();
        var engine =
                new RuleEngine(
                        Traffic.accepted(rules.toArray(String[]::new)),
                        alert ->
                                found.add(
                                        "%d %s %s"
                                                .formatted(
                                                        alert.rule().info().sid(),
                                                        text(alert, alert.source()),
                                                        text(alert, alert.destination()))));
        Conversations.replay(frames, new AppLayer(engine));
        return found;
    }

    private static String text(RuleAlert alert, Endpoint endpoint) {
        return alert.flow().key().protocol() == ICMP
                ? endpoint.address().toString()
                : endpoint.toString();
    }

    private static List<String> lines(String name) throws IOException {
        byte[] bytes = name.endsWith(".gz") ? unpacked(name) : plain(name);
        return new String(bytes, UTF_8).lines().toList();
    }

    private static byte[] plain(String name) throws IOException {
        try (InputStream in = resource(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] unpacked(String name) throws IOException {
        try (var in = new GZIPInputStream(resource(name))) {
            return in.readAllBytes();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(SuricataTest.class.getResourceAsStream(name), name);
    }
}
