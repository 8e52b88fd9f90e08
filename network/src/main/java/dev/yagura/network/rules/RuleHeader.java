package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.packet.IpAddress;

/**
 * What stands before a rule's options.
 *
 * @param action what is to be done with what the rule means
 * @param protocol what it has to be
 * @param source left of the arrow
 * @param destination right of it
 * @param bothWays whether the ends may be the other way round too: {@code <>}
 */
public record RuleHeader(
        Action action, Protocol protocol, End source, End destination, boolean bothWays) {
    /** What is to be done. */
    public enum Action {
        /** Report it. */
        ALERT,
        /** Do not report what other rules find in it. */
        PASS,
        /** Report it; a prevention system would drop the packet. */
        DROP,
        /** Report it; a prevention system would drop the packet and tell the sender. */
        REJECT
    }

    /**
     * One end.
     *
     * @param addresses of it
     * @param ports of it; all, where the protocol has no ports
     */
    public record End(Selection<IpAddress> addresses, Selection<Integer> ports) {
        /** Requires both. */
        public End {
            requireNonNull(addresses, "addresses");
            requireNonNull(ports, "ports");
        }
    }

    /** Requires all of it. */
    public RuleHeader {
        requireNonNull(action, "action");
        requireNonNull(protocol, "protocol");
        requireNonNull(source, "source");
        requireNonNull(destination, "destination");
    }
}
