package dev.yagura.detect;

import java.time.InstantSource;
import java.util.List;

/** What a detector of findings works with: those of the others, and where its own go. */
public final class FindingContext extends DetectorOutput {
    private final List<Finding> others;

    FindingContext(DetectorInfo info, List<Finding> others, InstantSource clock) {
        super(info, clock);
        this.others = List.copyOf(others);
    }

    /** Returns what the other detectors found, as far as this one goes by it, in their order. */
    public List<Finding> others() {
        return others;
    }
}
