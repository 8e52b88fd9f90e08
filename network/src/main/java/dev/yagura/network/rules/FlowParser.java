package dev.yagura.network.rules;

import dev.yagura.network.rules.Condition.Flow;
import dev.yagura.network.rules.Condition.Flow.Direction;
import dev.yagura.network.rules.Condition.Flow.State;
import dev.yagura.network.rules.Condition.Flow.Stream;

/** Reads the value of {@code flow}. */
final class FlowParser {
    private Direction direction = Direction.ANY;
    private State state = State.ANY;
    private Stream stream = Stream.ANY;

    private FlowParser() {}

    static Flow parse(RuleOption option) throws RefusedException {
        var parser = new FlowParser();
        for (String word : option.parts()) {
            parser.take(option, word);
        }
        return new Flow(parser.direction, parser.state, parser.stream);
    }

    private void take(RuleOption option, String word) throws RefusedException {
        switch (word) {
            case "to_server", "from_client" ->
                    direction = once(option, word, direction, Direction.ANY, Direction.TO_SERVER);
            case "to_client", "from_server" ->
                    direction = once(option, word, direction, Direction.ANY, Direction.TO_CLIENT);
            case "established" -> state = once(option, word, state, State.ANY, State.ESTABLISHED);
            case "not_established" ->
                    state = once(option, word, state, State.ANY, State.NOT_ESTABLISHED);
            case "stateless" -> state = once(option, word, state, State.ANY, State.ANY);
            case "no_stream" -> stream = once(option, word, stream, Stream.ANY, Stream.NO_STREAM);
            case "only_stream" ->
                    stream = once(option, word, stream, Stream.ANY, Stream.ONLY_STREAM);
            default ->
                    throw option.refused(
                            "has %s, which is not supported".formatted(RuleOption.quoted(word)));
        }
    }

    private static <T extends Enum<T>> T once(
            RuleOption option, String word, T now, T unset, T wanted) throws RefusedException {
        if (now != unset) {
            throw option.refused(
                    "has %s beside what says otherwise, or the same"
                            .formatted(RuleOption.quoted(word)));
        }
        return wanted;
    }
}
