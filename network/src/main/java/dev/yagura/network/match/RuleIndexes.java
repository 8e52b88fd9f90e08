package dev.yagura.network.match;

import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.RuleAlert.Subject;
import dev.yagura.network.match.buffer.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules, by what they are held against, and which way that goes. */
final class RuleIndexes {
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    /** Stands for all protocols that rules do not name. */
    private static final int OTHER = 0xFF;

    private static final List<Integer> PROTOCOLS = List.of(TCP, UDP, ICMP, OTHER);

    private final Map<Key, RuleIndex> indexes = new HashMap<>();

    /**
     * What rules are held against.
     *
     * @param subject what it is
     * @param stage how far a transaction has come
     * @param ipProtocol one of {@link #PROTOCOLS}; 0 for transactions and streams
     * @param direction which way it goes
     */
    private record Key(
            Subject subject, Optional<Stage> stage, int ipProtocol, FlowDirection direction) {}

    /** Makes indexes of rules that are named by their place. */
    RuleIndexes(List<CompiledRule> rules) {
        for (int rule = 0; rule < rules.size(); rule++) {
            for (FlowDirection direction : FlowDirection.values()) {
                if (rules.get(rule).goes(direction)) {
                    add(rule, rules.get(rule), direction);
                }
            }
        }
        indexes.values().forEach(RuleIndex::prepare);
    }

    private void add(int rule, CompiledRule compiled, FlowDirection direction) {
        for (Subject subject : compiled.subjects()) {
            switch (subject) {
                case TRANSACTION -> add(rule, compiled, subject, 0, direction);
                case FLOW, PACKET -> {
                    for (int protocol : PROTOCOLS) {
                        if (compiled.header().admits(protocol)) {
                            add(rule, compiled, subject, protocol, direction);
                        }
                    }
                }
                case STREAM -> {
                    if (compiled.header().admits(TCP)) {
                        add(rule, compiled, subject, 0, direction);
                    }
                    // What has no stream is looked at packet by packet.
                    for (int protocol : PROTOCOLS) {
                        if (protocol != TCP && compiled.header().admits(protocol)) {
                            add(rule, compiled, Subject.PACKET, protocol, direction);
                        }
                    }
                }
            }
        }
    }

    private void add(
            int rule, CompiledRule compiled, Subject subject, int protocol, FlowDirection way) {
        Key key = new Key(subject, compiled.stage(), protocol, way);
        indexes.computeIfAbsent(key, each -> new RuleIndex()).add(rule, compiled);
    }

    /** Returns the rules that are held against flows, or packets, of a protocol. */
    RuleIndex of(Subject subject, int ipProtocol, FlowDirection direction) {
        int protocol =
                switch (ipProtocol) {
                    case TCP, UDP -> ipProtocol;
                    case ICMP, ICMPV6 -> ICMP;
                    default -> OTHER;
                };
        return get(new Key(subject, Optional.empty(), protocol, direction));
    }

    /** Returns the rules that are held against streams. */
    RuleIndex ofStreams(FlowDirection direction) {
        return get(new Key(Subject.STREAM, Optional.empty(), 0, direction));
    }

    /** Returns the rules that are held against transactions that have come so far. */
    RuleIndex of(Stage stage, FlowDirection direction) {
        return get(new Key(Subject.TRANSACTION, Optional.of(stage), 0, direction));
    }

    private RuleIndex get(Key key) {
        return indexes.computeIfAbsent(key, each -> new RuleIndex());
    }
}
