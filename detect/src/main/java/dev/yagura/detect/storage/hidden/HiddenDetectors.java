package dev.yagura.detect.storage.hidden;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of false names and times. */
public final class HiddenDetectors {
    private HiddenDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new HiddenNameDetector(), new FalseTimeDetector(), new TimeSetBackDetector());
    }
}
