package dev.yagura.network.match;

import dev.yagura.network.rules.Condition;
import dev.yagura.network.rules.Effect;
import dev.yagura.network.rules.NetworkRule;
import dev.yagura.network.rules.RuleHeader;
import java.util.Comparator;

/**
 * In which order rules are tried, as in Suricata ("Rule Order"): those that let pass first, then
 * those that set bits, those that set and ask, those that ask, and the others, each by priority.
 */
final class RuleOrder {
    static final Comparator<NetworkRule> ORDER =
            Comparator.<NetworkRule, Boolean>comparing(
                            rule -> rule.header().action() != RuleHeader.Action.PASS)
                    .thenComparingInt(rule ->
                            rank(
                                    has(rule, Effect.FlowBit.class),
                                    asks(rule, Condition.FlowBit.class)))
                    .thenComparingInt(rule ->
                            rank(
                                    has(rule, Effect.HostBit.class),
                                    asks(rule, Condition.HostBit.class)))
                    .thenComparingInt(rule -> rule.info().priority());

    private RuleOrder() {}

    private static int rank(boolean sets, boolean asks) {
        if (sets) {
            return asks ? 1 : 0;
        }
        return asks ? 2 : 3;
    }

    private static boolean has(NetworkRule rule, Class<? extends Effect> kind) {
        return rule.effects().stream().anyMatch(kind::isInstance);
    }

    private static boolean asks(NetworkRule rule, Class<? extends Condition> kind) {
        return rule.conditions().stream().anyMatch(kind::isInstance);
    }
}
