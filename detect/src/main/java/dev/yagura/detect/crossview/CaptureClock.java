package dev.yagura.detect.crossview;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a packet was on the wire by the clock of who reads it, whatever clock the capture has:
 * the packet that came soonest took no time at all.
 */
final class CaptureClock {
    private @Nullable Duration least;

    /**
     * Takes the times of a packet.
     *
     * @param captured by the capture's clock
     * @param read by the reader's
     */
    void packet(Instant captured, Instant read) {
        Duration took = Duration.between(captured, read);
        if (least == null || took.compareTo(least) < 0) {
            least = took;
        }
    }

    /** Returns what the reader's clock said at a moment of the capture's. */
    Instant local(Instant captured) {
        return least == null ? captured : captured.plus(least);
    }
}
