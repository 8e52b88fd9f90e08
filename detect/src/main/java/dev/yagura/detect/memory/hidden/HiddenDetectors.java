package dev.yagura.detect.memory.hidden;

import dev.yagura.detect.Detector;
import java.util.List;

/** Lists the detectors of this package. */
public final class HiddenDetectors {
    private HiddenDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<Detector> all() {
        return List.of(
                new HiddenProcessDetector(),
                new HiddenModuleDetector(),
                new HiddenSocketDetector(),
                new HiddenInterfaceDetector(),
                new HiddenMountDetector());
    }
}
