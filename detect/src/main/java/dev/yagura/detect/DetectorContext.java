package dev.yagura.detect;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import java.time.InstantSource;

/** What a detector of memory works with: the guest, and where findings, gaps and counts go. */
public final class DetectorContext extends DetectorOutput {
    private final Linux linux;

    DetectorContext(DetectorInfo info, Linux linux, InstantSource clock) {
        super(info, clock);
        this.linux = requireNonNull(linux, "linux");
    }

    /** Returns the guest through the look that is judged. */
    public Linux linux() {
        return linux;
    }
}
