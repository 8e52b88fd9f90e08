package dev.yagura.detect.crossview;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Counts looks at which something was missing that was there before the look and after it.
 *
 * <p>At a look it is not known yet whether it just ended; that it did not is known by what the
 * guest sends later.
 */
final class Absence {
    /** Clocks are compared by the packet that took the shortest time. */
    private static final Duration MARGIN = Duration.ofMillis(200);

    private int proven;
    private int pending;
    private @Nullable Instant until;
    private @Nullable Instant first;

    /** Something that was there is missing at a look. */
    void missed(SocketLook look) {
        pending++;
        until = look.ended();
        first = first == null ? look.begun() : first;
    }

    /** It is not missing. */
    void clear() {
        proven = 0;
        pending = 0;
        until = null;
        first = null;
    }

    /** It is there at a moment of the clock of who looks. */
    void seen(Instant time) {
        if (until != null && time.isAfter(until.plus(MARGIN))) {
            proven += pending;
            pending = 0;
            until = null;
        }
    }

    /** Returns at how many looks it was missing and there all the same. */
    int proven() {
        return proven;
    }

    /** Returns whether it may be missing. */
    boolean isSuspected() {
        return proven + pending > 0;
    }

    /** Returns when the first of these looks began, or the epoch. */
    Instant since() {
        return first == null ? Instant.EPOCH : first;
    }
}
