package dev.yagura.network.match;

import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.match.state.HostBits;
import dev.yagura.network.packet.TcpFlag;
import dev.yagura.network.packet.Transport;
import dev.yagura.network.rules.Condition;
import dev.yagura.network.rules.Condition.Flags;
import dev.yagura.network.rules.Condition.PacketCondition;
import dev.yagura.network.rules.Condition.StreamSize;
import java.util.Set;

/** Holds conditions that look at no bytes against the packet and its flow. */
final class PacketConditions {
    private final HostBits hostBits;

    PacketConditions(HostBits hostBits) {
        this.hostBits = hostBits;
    }

    /** Returns whether all hold. */
    boolean hold(Iterable<PacketCondition> conditions, Situation situation) {
        for (PacketCondition condition : conditions) {
            if (!holds(condition, situation)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(PacketCondition condition, Situation situation) {
        return switch (condition) {
            case Condition.Flow flow ->
                    switch (flow.state()) {
                        case ANY -> true;
                        case ESTABLISHED -> situation.inspected().isEstablished();
                        case NOT_ESTABLISHED -> !situation.inspected().isEstablished();
                    };
            case Condition.FlowBit bit -> situation.inspected().bits().holds(bit);
            case Condition.HostBit bit -> hostBits.holds(bit, situation.subject(), situation.now());
            case Condition.PayloadSize size ->
                    situation
                            .packet()
                            .filter(packet ->
                                    size.test()
                                            .test(
                                                    packet.payload().byteSize()
                                                            + packet.missingBytes()))
                            .isPresent();
            case Flags flags ->
                    situation
                            .packet()
                            .filter(packet ->
                                    packet.transport() instanceof Transport.Tcp tcp
                                            && holds(flags, tcp.flags()))
                            .isPresent();
            case Condition.Icmp icmp ->
                    situation
                            .packet()
                            .filter(packet ->
                                    packet.transport() instanceof Transport.Icmp message
                                            && holds(icmp, message))
                            .isPresent();
            case StreamSize size -> holds(size, situation.inspected().flow());
        };
    }

    private static boolean holds(Flags condition, int sent) {
        int flags = bits(condition.flags());
        int counted = sent & ~bits(condition.ignored());
        return switch (condition.mode()) {
            case EXACTLY -> counted == flags;
            case ALL -> (counted & flags) == flags;
            case ANY -> (counted & flags) != 0;
            case NOT -> (counted & flags) != flags;
        };
    }

    private static int bits(Set<TcpFlag> flags) {
        int bits = 0;
        for (TcpFlag flag : flags) {
            bits |= flag.bit();
        }
        return bits;
    }

    private static boolean holds(Condition.Icmp condition, Transport.Icmp message) {
        return condition.type().map(test -> test.test(message.type())).orElse(true)
                && condition.code().map(test -> test.test(message.code())).orElse(true);
    }

    private static boolean holds(StreamSize condition, Flow flow) {
        boolean client = condition.test().test(flow.sequenceSpace(FlowDirection.TO_SERVER));
        boolean server = condition.test().test(flow.sequenceSpace(FlowDirection.TO_CLIENT));
        return switch (condition.side()) {
            case CLIENT -> client;
            case SERVER -> server;
            case BOTH -> client && server;
            case EITHER -> client || server;
        };
    }
}
