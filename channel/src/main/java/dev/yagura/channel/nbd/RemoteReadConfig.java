package dev.yagura.channel.nbd;

import java.time.Duration;

/**
 * How an export is read over the channel.
 *
 * @param maxConnections connections to open at most, 1 to 16; a further one is opened when all
 *     others are busy
 * @param answerTime how long the server may take for each piece of an answer; for a whole one it
 *     may take six times as long
 */
public record RemoteReadConfig(int maxConnections, Duration answerTime) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Up to four connections, ten seconds for a piece of an answer. */
    public static final RemoteReadConfig DEFAULT = new RemoteReadConfig(4, Duration.ofSeconds(10));

    /** Refuses counts and times out of range. */
    public RemoteReadConfig {
        if (maxConnections < 1 || maxConnections > 16) {
            throw new IllegalArgumentException(
                    "maxConnections = %d, expected 1..16".formatted(maxConnections));
        }
        if (!answerTime.isPositive() || answerTime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "answerTime = %s, expected up to an hour".formatted(answerTime));
        }
    }
}
