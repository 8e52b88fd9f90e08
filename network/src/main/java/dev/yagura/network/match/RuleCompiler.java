package dev.yagura.network.match;

import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.RuleAlert.Subject;
import dev.yagura.network.match.buffer.Stage;
import dev.yagura.network.match.content.BufferProgram;
import dev.yagura.network.match.header.Choices;
import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition;
import dev.yagura.network.rules.Condition;
import dev.yagura.network.rules.Condition.Flow.Stream;
import dev.yagura.network.rules.Condition.PacketCondition;
import dev.yagura.network.rules.NetworkRule;
import dev.yagura.network.rules.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes rules ready: finds out what each is to be held against, and by what it is found. */
final class RuleCompiler {
    private final Choices choices = new Choices();

    /** Returns rules in the order in which they are to be tried, ready. */
    List<CompiledRule> compile(List<NetworkRule> rules) {
        return rules.stream().sorted(RuleOrder.ORDER).map(this::compile).toList();
    }

    private CompiledRule compile(NetworkRule rule) {
        List<BufferCondition> onBytes = only(rule.conditions(), BufferCondition.class);
        List<BufferProgram> programs = BufferProgram.of(onBytes);
        List<BufferProgram> parts =
                programs.stream()
                        .filter(program -> program.where().buffer() != Buffer.PAYLOAD)
                        .toList();
        Optional<Stage> stage =
                parts.stream()
                        .flatMap(program -> Stage.of(program.where().buffer()).stream())
                        .max(Enum::compareTo);
        return new CompiledRule(
                rule,
                choices.matcher(rule.header()),
                subjects(rule, onBytes, stage.isPresent()),
                stage,
                direction(rule),
                only(rule.conditions(), PacketCondition.class),
                programs.stream()
                        .filter(program -> program.where().buffer() == Buffer.PAYLOAD)
                        .findFirst(),
                parts,
                onBytes.stream().anyMatch(Positions::countsFromStart),
                FastPattern.of(onBytes, stage.isPresent()));
    }

    /**
     * As in Suricata: a payload is that of the stream, unless the rule needs the packet; a rule
     * without conditions finds nothing in a flow that its first packets do not tell.
     */
    private static Set<Subject> subjects(
            NetworkRule rule, List<BufferCondition> onBytes, boolean ofParts) {
        if (ofParts) {
            return EnumSet.of(Subject.TRANSACTION);
        }
        if (rule.conditions().isEmpty() && rule.application().isEmpty()) {
            return EnumSet.of(Subject.FLOW);
        }
        Stream stream =
                only(rule.conditions(), Condition.Flow.class).stream()
                        .map(Condition.Flow::stream)
                        .findFirst()
                        .orElse(Stream.ANY);
        Protocol protocol = rule.header().protocol();
        if (stream == Stream.ONLY_STREAM || protocol == Protocol.TCP_STREAM) {
            return EnumSet.of(Subject.STREAM);
        }
        boolean needsPacket =
                stream == Stream.NO_STREAM
                        || protocol == Protocol.TCP_PACKET
                        || onBytes.isEmpty()
                        || rule.conditions().stream().anyMatch(RuleCompiler::isOfPacket);
        if (needsPacket) {
            return EnumSet.of(Subject.PACKET);
        }
        return onBytes.stream().anyMatch(Positions::isContentAtPlace)
                ? EnumSet.of(Subject.STREAM, Subject.PACKET)
                : EnumSet.of(Subject.STREAM);
    }

    private static boolean isOfPacket(Condition condition) {
        return condition instanceof Condition.PayloadSize
                || condition instanceof Condition.Flags
                || condition instanceof Condition.Icmp;
    }

    private static Optional<FlowDirection> direction(NetworkRule rule) {
        return only(rule.conditions(), Condition.Flow.class).stream()
                .flatMap(flow ->
                        switch (flow.direction()) {
                            case ANY -> Optional.<FlowDirection>empty().stream();
                            case TO_SERVER -> Optional.of(FlowDirection.TO_SERVER).stream();
                            case TO_CLIENT -> Optional.of(FlowDirection.TO_CLIENT).stream();
                        })
                .findFirst();
    }

    private static <C extends Condition> List<C> only(List<Condition> all, Class<C> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
