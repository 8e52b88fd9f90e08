package dev.yagura.detect.memory;

import dev.yagura.detect.Detector;
import java.util.List;

/** Lists the detectors of this package. */
public final class MemoryDetectors {
    private MemoryDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return List.of(new HiddenProcessDetector(), new SystemCallDetector());
    }
}
