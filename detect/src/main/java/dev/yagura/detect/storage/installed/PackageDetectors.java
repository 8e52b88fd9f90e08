package dev.yagura.detect.storage.installed;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors that ask the package manager. */
public final class PackageDetectors {
    private PackageDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new ChangedFileDetector(),
                new MissingFileDetector(),
                new ChangedPermissionsDetector(),
                new UnownedFileDetector());
    }
}
