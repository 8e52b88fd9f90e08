package dev.yagura.detect.storage.privileges;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of programs with rights of their own. */
public final class PrivilegeDetectors {
    private PrivilegeDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new SetIdDetector(), new CapabilityDetector(), new WritableProgramDetector());
    }
}
