package dev.yagura.detect.storage.linker;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of the dynamic linker. */
public final class LinkerDetectors {
    private LinkerDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(
                new PreloadFileDetector(), new ChangedLinkerDetector(), new LibraryPathDetector());
    }
}
