package dev.yagura.network.match;

import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.buffer.Stage;
import dev.yagura.network.match.content.BufferProgram;
import dev.yagura.network.match.header.HeaderMatcher;
import dev.yagura.network.rules.Condition.PacketCondition;
import dev.yagura.network.rules.NetworkRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule made ready.
 *
 * @param rule the rule
 * @param header its header
 * @param subjects what it is held against
 * @param stage from when on, if it is held against transactions
 * @param direction which way, if it says so
 * @param conditions those that look at no bytes
 * @param payload what it asks of payloads
 * @param parts what it asks of the parts of a transaction
 * @param fromStart whether it counts from where a payload starts
 * @param pattern what has to be there, in any case, for the rule to hold
 */
record CompiledRule(
        NetworkRule rule,
        HeaderMatcher header,
        Set<RuleAlert.Subject> subjects,
        Optional<Stage> stage,
        Optional<FlowDirection> direction,
        List<PacketCondition> conditions,
        Optional<BufferProgram> payload,
        List<BufferProgram> parts,
        boolean fromStart,
        Optional<FastPattern> pattern) {
    boolean goes(FlowDirection way) {
        return direction.isEmpty() || direction.get() == way;
    }
}
