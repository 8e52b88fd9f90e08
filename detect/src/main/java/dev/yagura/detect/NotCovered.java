package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

/**
 * Something a scan could not judge.
 *
 * @param detector id of the detector
 * @param what the part of the guest, for example {@code "run queue of cpu 1"}
 * @param why what was found instead
 */
public record NotCovered(String detector, String what, String why) {
    /** Requires the components. */
    public NotCovered {
        requireNonNull(detector, "detector");
        requireNonNull(what, "what");
        requireNonNull(why, "why");
    }
}
