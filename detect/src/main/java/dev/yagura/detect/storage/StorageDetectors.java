package dev.yagura.detect.storage;

import dev.yagura.detect.StorageDetector;
import dev.yagura.detect.storage.installed.PackageDetectors;
import dev.yagura.detect.storage.known.KnownDetectors;
import dev.yagura.detect.storage.logs.LogDetectors;
import java.util.List;
import java.util.stream.Stream;

/** Lists the detectors that judge files. */
public final class StorageDetectors {
    private StorageDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<StorageDetector> all() {
        return Stream.of(KnownDetectors.all(), LogDetectors.all(), PackageDetectors.all())
                .flatMap(List::stream)
                .toList();
    }
}
