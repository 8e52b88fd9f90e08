package dev.yagura.network.match;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.flow.Endpoint;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.rules.NetworkRule;
import java.time.Instant;

/**
 * A rule means something that was seen.
 *
 * @param rule the rule
 * @param flow where it was seen
 * @param direction which way it went
 * @param time when, by the capture
 * @param subject what was looked at
 * @param transaction number of the transaction in its direction, from 1; 0 for other subjects
 */
public record RuleAlert(
        NetworkRule rule,
        Flow flow,
        FlowDirection direction,
        Instant time,
        Subject subject,
        long transaction) {
    /** What a rule is held against. */
    public enum Subject {
        /** The endpoints of a flow. */
        FLOW,
        /** A packet. */
        PACKET,
        /** What one side of a TCP connection sent. */
        STREAM,
        /** A message of a protocol over TCP or UDP. */
        TRANSACTION
    }

    /** Requires all of it. */
    public RuleAlert {
        requireNonNull(rule, "rule");
        requireNonNull(flow, "flow");
        requireNonNull(direction, "direction");
        requireNonNull(time, "time");
        requireNonNull(subject, "subject");
    }

    /** Returns who sent it. */
    public Endpoint source() {
        return direction == FlowDirection.TO_SERVER ? flow.key().client() : flow.key().server();
    }

    /** Returns who got it. */
    public Endpoint destination() {
        return direction == FlowDirection.TO_SERVER ? flow.key().server() : flow.key().client();
    }
}
