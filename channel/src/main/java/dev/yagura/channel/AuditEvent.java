package dev.yagura.channel;

/**
 * Something a server did or refused, for the log of its operator.
 *
 * @param kind what sort of event
 * @param peer who caused it: address and, once TLS has let it in, the hash of its key
 * @param detail what happened, in one line; names the guest where there is one
 */
public record AuditEvent(Kind kind, String peer, String detail) {
    /** Sorts of events. */
    public enum Kind {
        /** A peer was let in. */
        CONNECTED,
        /** A connection ended in due form. */
        LEFT,
        /** A connection ended by an error, before or after the peer was let in. */
        BROKEN,
        /** A peer asked for what it may not have, or what makes no sense. */
        REFUSED,
        /** A peer opened a guest. */
        OPENED,
        /** A guest was paused. */
        PAUSED,
        /** A lease ended; the guest runs again if it was the last one. */
        LEASE_ENDED,
        /** The server tried and failed. */
        FAILED
    }

    @Override
    public String toString() {
        return "%s: %s: %s".formatted(kind, peer, detail);
    }
}
