package dev.yagura.channel.client;

import dev.yagura.channel.nbd.RemoteReadConfig;
import java.time.Duration;

/**
 * How a client treats an agent.
 *
 * @param clientName what this end calls itself, for the agent's log
 * @param connectTime to connect and perform the TLS handshake
 * @param answerTime for a control request to be answered
 * @param reads how memory and disks are read
 */
public record AgentConnectionConfig(
        String clientName, Duration connectTime, Duration answerTime, RemoteReadConfig reads) {

    /** Ten seconds to connect, fifteen for an answer. */
    public static final AgentConnectionConfig DEFAULT =
            new AgentConnectionConfig(
                    "yagura",
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(15),
                    RemoteReadConfig.DEFAULT);

    /** Refuses a name that the protocol could not carry, and times out of range. */
    public AgentConnectionConfig {
        if (clientName.length() > 256) {
            throw new IllegalArgumentException(
                    "clientName has %d characters, expected at most 256"
                            .formatted(clientName.length()));
        }
        if (!connectTime.isPositive() || !answerTime.isPositive()) {
            throw new IllegalArgumentException(
                    "connectTime = %s, answerTime = %s".formatted(connectTime, answerTime));
        }
    }

    /** Returns the same with other times. */
    public AgentConnectionConfig withTimes(Duration connect, Duration answer) {
        return new AgentConnectionConfig(
                clientName, connect, answer, new RemoteReadConfig(reads.maxConnections(), answer));
    }
}
