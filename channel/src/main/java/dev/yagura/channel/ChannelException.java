package dev.yagura.channel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection could not be made, did not last, or its other end said no.
 *
 * <p>After any reason but those for which {@link Reason#isAnswer()} holds, the connection is dead
 * and whatever was read over it so far is incomplete. Callers branch on {@link #reason()}; the
 * message is for people and names the other end, what was found and what was expected.
 */
public final class ChannelException extends IOException {

    /** Why the connection failed, or what the other end answered. */
    public enum Reason {
        /** No connection: nobody listens there, or the address does not exist. */
        UNREACHABLE,
        /** The other end was silent, or slower than the deadline allows. */
        TIMEOUT,
        /** The stream ended without TLS's closing alert: cut by somebody between the ends. */
        TRUNCATED,
        /** The other end closed the connection in due form while something was still expected. */
        CLOSED,
        /** This end closed the connection while something was still expected. */
        CLOSED_HERE,
        /** The other end, or somebody between, offers no TLS; nothing was sent in the clear. */
        TLS_REFUSED,
        /** The TLS handshake failed for another reason than a certificate. */
        HANDSHAKE,
        /** This end refuses the other's certificate or evidence. */
        PEER_REFUSED,
        /** The other end refuses this end's certificate or evidence, or sent another TLS alert. */
        REFUSED_BY_PEER,
        /** A TLS record was altered, replayed or reordered on its way. */
        TAMPERED,
        /** A message breaks its protocol; the message names field, found and expected. */
        PROTOCOL,
        /** The other end may open no further connection or do no more at this time. */
        BUSY,
        /** The other end's policy does not allow what was asked. */
        NOT_PERMITTED,
        /** The other end has no guest of that id, or not any more. */
        NO_SUCH_GUEST,
        /**
         * The guest has no disk of that number, or one that cannot be read; the message says why.
         */
        NO_SUCH_DISK,
        /** The guest has ended and another one took its id. */
        GUEST_CHANGED,
        /** The lease has ended before: it ran out, or the agent ended it. */
        LEASE_ENDED,
        /** The other end tried and failed; the message is its own. */
        REMOTE_FAILURE;

        /** Returns whether this is an orderly answer, after which the connection still works. */
        public boolean isAnswer() {
            return switch (this) {
                case BUSY, NOT_PERMITTED, NO_SUCH_GUEST, GUEST_CHANGED, LEASE_ENDED -> true;
                case NO_SUCH_DISK, REMOTE_FAILURE -> true;
                case UNREACHABLE, TIMEOUT, TRUNCATED, CLOSED, CLOSED_HERE, TLS_REFUSED -> false;
                case HANDSHAKE, PEER_REFUSED, REFUSED_BY_PEER, TAMPERED, PROTOCOL -> false;
            };
        }
    }

    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /**
     * Describes a failure.
     *
     * @param reason what callers branch on
     * @param message names the other end, what was found and what was expected
     */
    public ChannelException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * Describes a failure that another one caused.
     *
     * @param reason what callers branch on
     * @param message names the other end, what was found and what was expected
     * @param cause the failure below, or null
     */
    public ChannelException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why the connection failed, or what the other end answered. */
    public Reason reason() {
        return reason;
    }
}
