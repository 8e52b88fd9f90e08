package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.network.rules.BufferCondition.Regex;
import dev.yagura.network.rules.LinearRegex;
import dev.yagura.network.rules.NetworkRules;
import dev.yagura.network.rules.RuleConfig;
import dev.yagura.network.rules.RuleConfigFile;
import dev.yagura.network.rules.RuleSource;
import dev.yagura.network.rules.RuleVerdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the input as classifications, as rules about packets and as the values that they load, and
 * holds the expressions of the rules against the input.
 */
public final class NetworkRulesTarget {
    private NetworkRulesTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        var source = new RuleSource("input", new String(input, UTF_8));
        RuleConfigFile config = RuleConfigFile.read(source, RuleConfig.defaults());
        config.verdicts().forEach(NetworkRulesTarget::check);
        NetworkRules rules =
                NetworkRules.read(List.of(source), config.config(), (_, _) -> values(source));
        rules.verdicts().forEach(NetworkRulesTarget::check);
        long accepted = rules.verdicts().stream().filter(RuleVerdict::accepted).count();
        Invariant.check(accepted == rules.accepted().size(), "a verdict for each rule");
        rules.accepted().stream()
                .flatMap(rule -> rule.conditions().stream())
                .forEach(condition -> {
                    if (condition instanceof Regex regex) {
                        Optional<LinearRegex.Match> match =
                                regex.regex().search(input, regex.anchored()).next();
                        Invariant.check(
                                match.map(LinearRegex.Match::end).orElse(0) <= input.length,
                                "end of " + regex);
                    }
                });
    }

    /** Returns the lines that look like no rule. */
    private static String values(RuleSource source) {
        return source.text()
                .lines()
                .filter(line -> line.indexOf('(') < 0)
                .collect(Collectors.joining("\n"));
    }

    private static void check(RuleVerdict verdict) {
        Invariant.check(verdict.line() >= 1 && verdict.column() >= 1, "place of " + verdict);
    }
}
