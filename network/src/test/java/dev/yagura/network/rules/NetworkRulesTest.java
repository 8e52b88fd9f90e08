package dev.yagura.network.rules;

import static dev.yagura.network.rules.RuleTexts.accepted;
import static dev.yagura.network.rules.RuleTexts.read;
import static dev.yagura.network.rules.RuleTexts.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRulesTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private static final String MARKS = "\\[](){}!,:;\"|$<>*+?-^";

    private static final String RULE =
            "alert http $HOME_NET any -> $EXTERNAL_NET any (msg:\"a \\\"b\\\"\\; c\";"
                    + " flow:established,to_server; http.method; content:\"GET\"; http.uri;"
                    + " content:\"/x|3a|\"; startswith; fast_pattern; pcre:\"/^\\/x:[a-z]{2,}$/i\";"
                    + " flowbits:set,seen; threshold:type limit, track by_src, count 1, seconds 60;"
                    + " reference:url,example.com/a; classtype:web-attack; target:src_ip;"
                    + " metadata:created_at 2026_11_30, former_category MALWARE; sid:5; rev:2;)";

    @Test
    void readsAWholeRule() {
        RuleConfig config =
                new RuleConfig(
                        RuleVariables.defaults(),
                        Map.of("web-attack", new Classification("web-attack", "Web", 1)),
                        Map.of("url", "http://"));
        NetworkRules rules =
                NetworkRules.read(List.of(new RuleSource("a.rules", "\n" + RULE)), config);

        assertThat(rules.verdicts()).allMatch(RuleVerdict::accepted);
        NetworkRule rule = rules.accepted().getFirst();
        assertThat(rule.line()).isEqualTo(2);
        assertThat(rule.info())
                .isEqualTo(
                        new RuleInfo(
                                1,
                                5,
                                2,
                                "a \"b\"; c",
                                "web-attack",
                                "Web",
                                1,
                                List.of("http://example.com/a"),
                                List.of("created_at 2026_11_30", "former_category MALWARE"),
                                java.util.Optional.of(RuleInfo.Target.SOURCE)));
        assertThat(rule.application()).contains(Protocol.HTTP);
        assertThat(rule.conditions())
                .extracting(each -> each.getClass().getSimpleName())
                .containsExactly("Flow", "Content", "Content", "Regex");
        assertThat(rule.effects()).containsExactly(new Effect.FlowBit(Effect.Change.SET, "seen"));
        assertThat(rule.threshold())
                .contains(new Threshold(Threshold.Kind.LIMIT, Condition.Track.SOURCE, 1, 60));
        assertThat(rule.reported()).isTrue();
    }

    @Test
    void commentsAndEmptyLinesAreNoRulesAndABackslashJoinsLines() {
        NetworkRules rules =
                read(
                        """
                        # alert tcp any any -> any any (sid:1;) \\

                        alert tcp any any -> any any \\
                            (msg:"two lines"; \\
                            sid:2;)
                          alert tcp any any -> any any (\\
                            sid:3; \\
                            nothing;)
                        """);

        assertThat(rules.accepted()).extracting(NetworkRule::line).containsExactly(3);
        RuleVerdict refused = rules.verdicts().getLast();
        assertThat(refused.line()).isEqualTo(8);
        assertThat(refused.column()).isEqualTo(5);
        assertThat(refused.rule()).contains("1:3");
        assertThat(refused.refusal())
                .contains(new RuleVerdict.Refusal("nothing", "is not supported"));
    }

    @Test
    void aRefusedRuleLeavesTheOthersAlone() {
        NetworkRules rules =
                read(
                        """
                        alert tcp any any -> any any (lua:x.lua; sid:1;)
                        alert tcp any any -> any any (sid:2;)
                        """);

        assertThat(rules.accepted()).extracting(rule -> rule.info().sid()).containsExactly(2L);
        assertThat(rules.verdicts()).extracting(RuleVerdict::accepted).containsExactly(false, true);
    }

    @Test
    void ofTwoWithOneNumberTheNewerCounts() {
        NetworkRules rules =
                read(
                        """
                        alert tcp any any -> any any (sid:1; rev:1;)
                        alert tcp any any -> any any (sid:1; rev:3;)
                        alert tcp any any -> any any (sid:1; rev:3; dsize:4;)
                        alert tcp any any -> any any (sid:1; gid:2;)
                        """);

        assertThat(rules.accepted()).extracting(NetworkRule::line).containsExactly(2, 4);
        assertThat(rules.verdicts().getFirst().refusal())
                .contains(
                        new RuleVerdict.Refusal(
                                "sid", "is that of the rule at a.rules:2, whose revision is 3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "log tcp any any -> any any (sid:1;) ~ action: is \"log\", expected one of alert,"
                        + " pass, drop, reject",
                "alert ipx any any -> any any (sid:1;) ~ protocol: is \"ipx\", which is not"
                        + " supported",
                "alert tcp any any <- any any (sid:1;) ~ direction: is \"<-\", expected -> or <>",
                "alert tcp any any -> any (sid:1;) ~ header: has 6 parts, expected 7",
                "alert tcp [1.2.3.4 any -> any any (sid:1;) ~ header: has 3 parts, expected 7",
                "alert tcp 1.2.3 any -> any any (sid:1;) ~ source address: is \"1.2.3\", expected"
                        + " an address, a network or a range of addresses",
                "alert tcp any 70000 -> any any (sid:1;) ~ source port: is \"70000\", expected a"
                        + " port or a range of ports",
                "alert tcp any any -> $NO any (sid:1;) ~ destination address: has the variable $NO,"
                        + " which is not set",
                "alert tcp any any -> any [1,,2] (sid:1;) ~ destination port: has an empty place in"
                        + " \"[1,,2]\"",
                "alert tcp any any -> any any ~ rule: has no options in parentheses at its end",
                "alert tcp any any -> any any (sid:1;) x ~ rule: has no options in parentheses at"
                        + " its end",
                "alert tcp any any -> any any (sid:1) ~ sid: is not ended by a semicolon",
                "alert tcp any any -> any any (msg:\"a\";) ~ sid: is missing",
                "alert tcp any any -> any any (sid:0;) ~ sid: is \"0\", expected a whole number of"
                        + " 1 to 4294967295",
                "alert tcp any any -> any any (sid:1; sid:2;) ~ sid: is there twice, expected one"
                        + " of a rule",
                "alert tcp any any -> any any (msg:a; sid:1;) ~ msg: is \"a\", expected it in"
                        + " quotes",
                "alert tcp any any -> any any (priority:256; sid:1;) ~ priority: is \"256\","
                        + " expected a whole number of 1 to 255",
                "alert tcp any any -> any any (reference:url; sid:1;) ~ reference: is \"url\","
                        + " expected type,value",
                "alert tcp any any -> any any (target:all; sid:1;) ~ target: is \"all\", expected"
                        + " src_ip or dest_ip",
            })
    void whatIsWrongIsNamed(String rule, String expected) {
        assertThat(refused(rule)).isEqualTo(expected);
    }

    @Test
    void unknownClassificationsHaveTheLowestPriorityAndUnknownReferencesStay() {
        RuleInfo info =
                accepted("drop ip any any <> any any (classtype:x; reference:cve,2026-1; sid:1;)")
                        .info();

        assertThat(info.priority()).isEqualTo(Classification.DEFAULT_PRIORITY);
        assertThat(info.references()).containsExactly("cve,2026-1");
    }

    @Test
    void filesAreBounded() {
        String options = "nocase; ".repeat(RuleLimits.MAX_OPTIONS + 1);
        assertThat(refused("alert tcp any any -> any any (" + options + ")"))
                .contains("expected at most " + RuleLimits.MAX_OPTIONS);
        String message = "x".repeat(RuleLimits.MAX_RULE_CHARS);
        assertThat(refused("alert tcp any any -> any any (msg:\"" + message + "\"; sid:1;)"))
                .contains("expected at most " + RuleLimits.MAX_RULE_CHARS);
    }

    @Test
    void mutationsAreAcceptedOrRefusedAndNothingElse() {
        Random random = new Random(3);
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder damaged = new StringBuilder(RULE);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(damaged.length());
                if (random.nextBoolean()) {
                    damaged.setCharAt(
                            at, (char) random.nextInt(random.nextInt(8) == 0 ? 400 : 128));
                } else {
                    damaged.insert(at, MARKS.charAt(random.nextInt(MARKS.length())));
                }
            }
            for (RuleVerdict verdict : read(damaged.toString()).verdicts()) {
                assertThat(verdict.line()).isPositive();
                assertThat(verdict.column()).isPositive();
            }
        }
    }

    @Test
    @Timeout(10)
    void aLineOfSpacesTakesNoTime() {
        String line = "config classification: a," + " ".repeat(RuleLimits.MAX_RULE_CHARS);

        RuleConfigFile file =
                RuleConfigFile.read(new RuleSource("x.config", line), RuleConfig.defaults());

        assertThat(file.verdicts()).extracting(RuleVerdict::accepted).containsExactly(false);
    }

    @Test
    void classificationsAndReferencesAreReadFromFiles() {
        RuleConfigFile file =
                RuleConfigFile.read(
                        new RuleSource(
                                "x.config",
                                """
                                # of both kinds
                                config classification: trojan-activity,A Network Trojan was detected, 1
                                config reference: url http://
                                config classification: none,No priority,0
                                config other: x
                                """),
                        RuleConfig.defaults());

        assertThat(file.config().classifications())
                .containsExactly(
                        Map.entry(
                                "trojan-activity",
                                new Classification(
                                        "trojan-activity", "A Network Trojan was detected", 1)));
        assertThat(file.config().references()).isEqualTo(Map.of("url", "http://"));
        assertThat(file.verdicts())
                .extracting(RuleVerdict::accepted)
                .containsExactly(true, true, false, false);
        assertThat(file.verdicts()).extracting(RuleVerdict::line).containsExactly(2, 3, 4, 5);
    }
}
