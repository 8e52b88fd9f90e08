package dev.yagura.channel.agent;

import dev.yagura.channel.control.ControlLimits;
import dev.yagura.channel.nbd.NbdServerConfig;
import java.time.Duration;

/**
 * Limits of an agent's server.
 *
 * @param maxConnections peers let in at a time, 1 to 1024
 * @param maxHandshakes connections that are not let in yet, 1 to 1024; more are closed at once
 * @param handshakeTime from a connection's begin until the peer is let in
 * @param controlIdle longest silence on a control connection; its leases end with it
 * @param maxLease longest lease, at most ten minutes
 * @param maxPause longest time a guest stands still, all leases together
 * @param nbd times of the memory connections
 */
public record AgentServerConfig(
        int maxConnections,
        int maxHandshakes,
        Duration handshakeTime,
        Duration controlIdle,
        Duration maxLease,
        Duration maxPause,
        NbdServerConfig nbd) {

    /** 64 peers, ten seconds to get in, half a minute of silence, leases of 30 s, pauses of 60. */
    public static final AgentServerConfig DEFAULT =
            new AgentServerConfig(
                    64,
                    32,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    NbdServerConfig.DEFAULT);

    /** Refuses limits that make no sense. */
    public AgentServerConfig {
        requireCount("maxConnections", maxConnections);
        requireCount("maxHandshakes", maxHandshakes);
        requireTime("handshakeTime", handshakeTime, Duration.ofHours(1));
        requireTime("controlIdle", controlIdle, Duration.ofHours(24));
        requireTime("maxLease", maxLease, Duration.ofMillis(ControlLimits.MAX_LEASE_MILLIS));
        requireTime("maxPause", maxPause, Duration.ofHours(1));
    }

    /** Returns these limits with others for pauses. */
    public AgentServerConfig withPauses(Duration lease, Duration pause) {
        return new AgentServerConfig(
                maxConnections, maxHandshakes, handshakeTime, controlIdle, lease, pause, nbd);
    }

    private static void requireCount(String name, int count) {
        if (count < 1 || count > 1024) {
            throw new IllegalArgumentException("%s = %d, expected 1..1024".formatted(name, count));
        }
    }

    private static void requireTime(String name, Duration time, Duration longest) {
        if (time.toMillis() < 1 || time.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "%s = %s, expected 1 ms to %s".formatted(name, time, longest));
        }
    }
}
