package dev.yagura.channel.nbd;

import java.time.Duration;

/**
 * How long a server waits for its clients.
 *
 * @param negotiationTime for the whole negotiation after TLS has begun
 * @param idleTime between two requests; NBD has no message that only keeps a connection alive
 * @param answerTime for a client to take one piece of an answer
 */
public record NbdServerConfig(Duration negotiationTime, Duration idleTime, Duration answerTime) {
    /** Half a minute to negotiate, an hour between requests, half a minute for an answer. */
    public static final NbdServerConfig DEFAULT =
            new NbdServerConfig(
                    Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofSeconds(30));
}
