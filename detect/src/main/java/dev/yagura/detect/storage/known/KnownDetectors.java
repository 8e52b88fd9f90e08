package dev.yagura.detect.storage.known;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of what is known by name. */
public final class KnownDetectors {
    private KnownDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new TrojanedProgramDetector(),
                new KnownIntrusionDetector(),
                new InetdShellDetector(),
                new DeviceFileDetector());
    }
}
