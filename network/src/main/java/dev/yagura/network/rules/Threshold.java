package dev.yagura.network.rules;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.rules.Condition.Track;

/**
 * {@code threshold} and {@code detection_filter}: how often a rule is to be reported.
 *
 * @param kind how it is counted
 * @param track what it is counted for
 * @param count how often, at least 1
 * @param seconds in which time, at least 1
 */
public record Threshold(Kind kind, Track track, long count, long seconds) {
    /** How it is counted. */
    public enum Kind {
        /** At most {@code count} times in that time. */
        LIMIT,
        /** Every {@code count}-th time in that time. */
        THRESHOLD,
        /** Once in that time, at the {@code count}-th time. */
        BOTH,
        /** Each time after the {@code count}-th in that time. */
        FILTER
    }

    /** Requires kind and track. */
    public Threshold {
        requireNonNull(kind, "kind");
        requireNonNull(track, "track");
    }
}
