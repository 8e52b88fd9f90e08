package dev.yagura.cli;

import dev.yagura.detect.rules.Verdict;
import dev.yagura.network.rules.RuleVerdict;
import java.util.Optional;

/**
 * What became of a rule of any language.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 * @param rule what the rule calls itself, where it does
 * @param keyword the keyword that was refused, in languages that have keywords
 * @param refused why it was refused; empty where it was accepted
 */
record CheckedRule(
        String file,
        int line,
        int column,
        Optional<String> rule,
        Optional<String> keyword,
        Optional<String> refused) {
    static CheckedRule of(Verdict verdict) {
        return new CheckedRule(
                verdict.file(),
                verdict.line(),
                verdict.column(),
                verdict.rule(),
                Optional.empty(),
                verdict.refused());
    }

    static CheckedRule of(RuleVerdict verdict) {
        return new CheckedRule(
                verdict.file(),
                verdict.line(),
                verdict.column(),
                verdict.rule(),
                verdict.refusal().map(RuleVerdict.Refusal::keyword),
                verdict.refusal().map(RuleVerdict.Refusal::reason));
    }

    boolean accepted() {
        return refused.isEmpty();
    }
}
