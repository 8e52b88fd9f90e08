package dev.yagura.network.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Reads single rules. */
final class RuleTexts {
    private RuleTexts() {}

    static NetworkRules read(String text) {
        return NetworkRules.read(List.of(new RuleSource("a.rules", text)), RuleConfig.defaults());
    }

    /** Reads a rule about TCP with these options, which must be accepted. */
    static NetworkRule tcp(String options) {
        return accepted("alert tcp any any -> any any (" + options + " sid:1;)");
    }

    static NetworkRule accepted(String text) {
        NetworkRules rules = read(text);
        assertThat(rules.verdicts()).allSatisfy(each -> assertThat(each.refusal()).isEmpty());
        assertThat(rules.accepted()).hasSize(1);
        return rules.accepted().getFirst();
    }

    /** Returns keyword and reason of a rule about TCP with these options. */
    static String refusedTcp(String options) {
        return refused("alert tcp any any -> any any (" + options + " sid:1;)");
    }

    static String refused(String text) {
        NetworkRules rules = read(text);
        assertThat(rules.accepted()).isEmpty();
        assertThat(rules.verdicts()).hasSize(1);
        return rules.verdicts()
                .getFirst()
                .refusal()
                .map(why -> why.keyword() + ": " + why.reason())
                .orElseThrow();
    }
}
