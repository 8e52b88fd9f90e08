package dev.yagura.detect.storage.web;

import dev.yagura.detect.StorageDetector;
import java.util.List;

/** Lists the detectors of web servers' files. */
public final class WebDetectors {
    private WebDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        return List.of(new WebShellDetector());
    }
}
