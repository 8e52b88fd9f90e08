package dev.yagura.detect.storage.boot;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of kernels, modules and initial ramdisks on a disk. */
public final class BootDetectors {
    private BootDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new UnpackagedModuleDetector(),
                new StartedModuleDetector(),
                new ChangedInitrdDetector());
    }
}
