package dev.yagura.sandbox.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a tool, with all processes that it starts, may use.
 *
 * @param processes how many there may be at a time, threads counted
 * @param memoryBytes how much memory they may have, with the files that they write
 * @param writtenBytes how much they may write
 * @param time how long they may take; they are ended then
 */
public record Limits(int processes, long memoryBytes, long writtenBytes, Duration time) {
    private static final long GIB = 1L << 30;

    /** Generous for every tool that is known, and harmless to a host with 4 GiB. */
    public static final Limits DEFAULT = new Limits(512, 2 * GIB, GIB / 2, Duration.ofHours(2));

    /** Requires all of them. */
    public Limits {
        requireNonNull(time, "time");
        if (processes < 1 || memoryBytes < 1 || writtenBytes < 1 || !time.isPositive()) {
            throw new IllegalArgumentException(
                    "limits are %d processes, %d and %d bytes, %s; expected more than nothing"
                            .formatted(processes, memoryBytes, writtenBytes, time));
        }
    }
}
