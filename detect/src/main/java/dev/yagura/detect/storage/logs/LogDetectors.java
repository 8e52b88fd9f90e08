package dev.yagura.detect.storage.logs;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of erased traces. */
public final class LogDetectors {
    private LogDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new ErasedLoginDetector(), new ErasedLastLoginDetector(), new HistoryDetector());
    }
}
