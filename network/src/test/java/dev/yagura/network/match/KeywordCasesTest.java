package dev.yagura.network.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.network.app.AppLayer;
import dev.yagura.network.rules.AllKeywords;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleSource;
import dev.yagura.network.samples.Conversations;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Each keyword has a rule that holds for these packets and one that does not, or is refused: {@code
 * keywords.txt}, a line a keyword. One that has none fails here.
 */
class KeywordCasesTest {
    private static final String REFUSED = "refused ";

    private static final Map<String, String> LISTS =
            Map.of(
                    "methods.lst", "R0VU\nSEVBRA==\nUE9TVA==\n", // GET, HEAD, POST
                    "worth.lst", "R0VU,10\n");

    private static final Traffic TRAFFIC =
            new Traffic()
                    .tcp(
                            80,
                            lines(
                                    ">GET /a%20b/evil?x=1 HTTP/1.1",
                                    "Host: WWW.Example.org:8080",
                                    "User-Agent: probe",
                                    "Accept: text/html",
                                    "Accept-Language: de",
                                    "Accept-Encoding: br",
                                    "Referer: http://ref.example/",
                                    "Cookie: id=ZXZpbA==",
                                    "Content-Type: text/x",
                                    "Content-Length: 4",
                                    "Connection: close",
                                    "",
                                    "body"),
                            lines(
                                    "<HTTP/1.1 302 Found",
                                    "Server: nginx",
                                    "Location: /next",
                                    "Content-Type: text/plain",
                                    "Content-Length: 5",
                                    "Connection: close",
                                    "",
                                    "reply"))
                    .icmp(true, 8, 3, "ping");

    /** Returns lines as HTTP ends them. */
    private static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    /** A line of the table. */
    private record Case(String keyword, String protocol, String holds, String fails) {
        private static Case of(String line) {
            String[] parts = line.split(" ## ", -1);
            return new Case(parts[0], parts[1], parts[2], parts[3]);
        }

        private boolean isRefused() {
            return fails.startsWith(REFUSED);
        }

        private String rule(String options, int sid) {
            return "alert %s any any -> any any (%s sid:%d;)".formatted(protocol, options, sid);
        }

        private boolean names() {
            return (" " + holds + " " + fails + " sid:").contains(" " + keyword + ":")
                    || (" " + holds + " " + fails).contains(" " + keyword + ";");
        }
    }

    private static List<Case> cases() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        KeywordCasesTest.class.getResourceAsStream("keywords.txt"))) {
            return new String(in.readAllBytes(), UTF_8).lines().map(Case::of).toList();
        }
    }

    private static NetworkRules read(List<String> rules) {
        return NetworkRules.read(
                List.of(new RuleSource("a.rules", String.join("\n", rules))),
                RuleConfig.defaults(),
                (_, name) -> Objects.requireNonNull(LISTS.get(name), name));
    }

    @Test
    void eachKeywordHasACaseAndNoOtherHas() throws IOException {
        assertThat(cases())
                .extracting(Case::keyword)
                .containsExactlyInAnyOrderElementsOf(AllKeywords.names());
        assertThat(cases()).allMatch(Case::names);
    }

    @Test
    void eachHoldsForSomethingAndNotForSomethingElse() throws IOException {
        List<Case> cases = cases();
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            rules.add(cases.get(i).rule(cases.get(i).holds(), 2 * i + 1));
            if (!cases.get(i).isRefused()) {
                rules.add(cases.get(i).rule(cases.get(i).fails(), 2 * i + 2));
            }
        }
        NetworkRules read = read(rules);
        assertThat(read.verdicts()).allMatch(verdict -> verdict.refusal().isEmpty());

        Set<Integer> found = new HashSet<>();
        var engine =
                new RuleEngine(
                        read.accepted(), alert -> found.add((int) alert.rule().info().sid()));
        Conversations.replay(Conversations.frames(), new AppLayer(engine));
        TRAFFIC.run(
                new RuleEngine(
                        read.accepted(), alert -> found.add((int) alert.rule().info().sid())));

        Set<String> wrong = new HashSet<>();
        for (int i = 0; i < cases.size(); i++) {
            if (!found.contains(2 * i + 1) || found.contains(2 * i + 2)) {
                wrong.add(cases.get(i).keyword());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatDecidesNothingIsRefusedWhereItIsNone() throws IOException {
        List<Case> cases = cases().stream().filter(Case::isRefused).toList();
        assertThat(cases).hasSize(9);
        for (Case each : cases) {
            String options = each.fails().substring(REFUSED.length());
            NetworkRules read = read(List.of(each.rule(options, 1)));
            assertThat(read.verdicts().getFirst().refusal().orElseThrow().keyword())
                    .isEqualTo(each.keyword());
        }
    }
}
