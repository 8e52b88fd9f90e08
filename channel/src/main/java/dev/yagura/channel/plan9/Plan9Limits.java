package dev.yagura.channel.plan9;

import java.time.Duration;

/**
 * How much a server of files lets one client have, and how long it waits.
 *
 * @param messageBytes longest message, from 4096 on; the client may ask for shorter ones
 * @param connections clients at a time; of a server
 * @param requests requests that are answered at a time; others wait unread
 * @param fids open and found files, at least 16
 * @param depth names on the longest path that is walked
 * @param listed entries of open directories, in all
 * @param idle a client that says nothing for so long is gone
 * @param message a message that has begun must be whole, or taken by the client, within
 */
public record Plan9Limits(
        int messageBytes,
        int connections,
        int requests,
        int fids,
        int depth,
        int listed,
        Duration idle,
        Duration message) {
    private static final Duration MESSAGE_TIME = Duration.ofSeconds(30);

    /**
     * For clients that are attested or run beside the server: a megabyte a message, as Linux has at
     * most; as many files as its cache of names keeps; paths as long as a walk of a tree goes.
     */
    public static final Plan9Limits DEFAULT =
            new Plan9Limits(
                    1 << 20, 64, 32, 1 << 16, 2048, 1 << 22, Duration.ofHours(23), MESSAGE_TIME);

    /** The same for clients that give signs of life. */
    public static final Plan9Limits ALIVE =
            new Plan9Limits(
                    1 << 20, 16, 32, 1 << 16, 2048, 1 << 22, Duration.ofMinutes(2), MESSAGE_TIME);

    /** Refuses limits with which nothing would work. */
    public Plan9Limits {
        if (messageBytes < Plan9.MIN_MESSAGE_BYTES
                || connections < 1
                || requests < 1
                || fids < 16
                || depth < 1
                || listed < 1) {
            throw new IllegalArgumentException(
                    "messageBytes = %d, connections = %d, requests = %d, fids = %d, depth = %d, listed = %d"
                            .formatted(messageBytes, connections, requests, fids, depth, listed));
        }
    }
}
