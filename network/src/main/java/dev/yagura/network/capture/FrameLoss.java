package dev.yagura.network.capture;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Frames that were lost.
 *
 * @param captureInterface where
 * @param frames how many
 * @param after before this moment none of them was; empty if that is not known
 * @param by after this moment none of them was; empty if that is not known
 */
public record FrameLoss(
        CaptureInterface captureInterface,
        long frames,
        Optional<Instant> after,
        Optional<Instant> by) {
    /** Requires the components. */
    public FrameLoss {
        requireNonNull(captureInterface, "captureInterface");
        requireNonNull(after, "after");
        requireNonNull(by, "by");
    }

    /** Returns whether {@code next} begins where this ends. */
    boolean meets(FrameLoss next) {
        return by.isPresent() && by.equals(next.after);
    }

    /** Returns this loss and a later one of the same interface as one. */
    FrameLoss joined(FrameLoss next) {
        return new FrameLoss(captureInterface, LossTally.sum(frames, next.frames), after, next.by);
    }
}
