package dev.yagura.network.rules;

import dev.yagura.network.packet.TcpFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What has to hold for a rule to mean a packet, a stream or a message. All have to. */
public sealed interface Condition permits BufferCondition, Condition.PacketCondition {
    /** One that looks at the packet, its flow, or what was noted before, at no bytes. */
    sealed interface PacketCondition extends Condition {}

    /**
     * {@code flow}.
     *
     * @param direction who sends
     * @param state how far the flow is
     * @param stream whether packets, or what was put together of them, are looked at
     */
    record Flow(Direction direction, State state, Stream stream) implements PacketCondition {
        /** Who sends. */
        public enum Direction {
            /** Any side. */
            ANY,
            /** The client. */
            TO_SERVER,
            /** The server. */
            TO_CLIENT
        }

        /** How far the flow is. */
        public enum State {
            /** No matter. */
            ANY,
            /** Both sides have sent. */
            ESTABLISHED,
            /** Not so yet. */
            NOT_ESTABLISHED
        }

        /** What is looked at. */
        public enum Stream {
            /** No matter. */
            ANY,
            /** Not what was put together. */
            NO_STREAM,
            /** Only what was put together. */
            ONLY_STREAM
        }
    }

    /**
     * {@code flowbits} that asks.
     *
     * @param names one of them
     * @param set whether it has to be set, or not
     */
    record FlowBit(List<String> names, boolean set) implements PacketCondition {
        /** Copies the names. */
        public FlowBit {
            names = List.copyOf(names);
        }
    }

    /**
     * {@code xbits} that asks.
     *
     * @param name of the bit
     * @param track what the bit belongs to
     * @param set whether it has to be set, or not
     */
    record HostBit(String name, Track track, boolean set) implements PacketCondition {}

    /**
     * {@code dsize}.
     *
     * @param test of the payload's length in bytes
     */
    record PayloadSize(NumberTest test) implements PacketCondition {}

    /**
     * {@code flags}.
     *
     * @param mode how the flags are to be compared
     * @param flags those that are asked for
     * @param ignored those that do not count
     */
    record Flags(Mode mode, Set<TcpFlag> flags, Set<TcpFlag> ignored) implements PacketCondition {
        /** How flags are compared. */
        public enum Mode {
            /** These and no others. */
            EXACTLY,
            /** These, and maybe others: {@code +}. */
            ALL,
            /** One of these: {@code *}. */
            ANY,
            /** Not all of these: {@code !}. */
            NOT
        }

        /** Copies the sets. */
        public Flags {
            flags = Set.copyOf(flags);
            ignored = Set.copyOf(ignored);
        }
    }

    /**
     * The type and the code of ICMP, by the keywords of that name with an i before it.
     *
     * @param type of the message, where it is asked for
     * @param code of the message, where it is asked for
     */
    record Icmp(Optional<NumberTest> type, Optional<NumberTest> code) implements PacketCondition {}

    /**
     * {@code stream_size}: bytes sent so far, by sequence numbers.
     *
     * @param side whose bytes count
     * @param test of their number
     */
    record StreamSize(Side side, NumberTest test) implements PacketCondition {
        /** Whose bytes count. */
        public enum Side {
            /** The client's. */
            CLIENT,
            /** The server's. */
            SERVER,
            /** Each side's. */
            BOTH,
            /** One side's. */
            EITHER
        }
    }

    /** What bits and counts belong to. */
    enum Track {
        /** The sender. */
        SOURCE,
        /** The receiver. */
        DESTINATION,
        /** Both together. */
        PAIR,
        /** All packets that the rule means. */
        RULE,
        /** The flow. */
        FLOW
    }
}
