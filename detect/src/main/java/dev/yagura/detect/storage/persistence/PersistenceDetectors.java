package dev.yagura.detect.storage.persistence;

import dev.yagura.detect.StorageDetector;
import java.util.ArrayList;
import java.util.List;

/** Lists the detectors of what a system starts by itself, and of ways back in. */
public final class PersistenceDetectors {
    private PersistenceDetectors() {}

    /** Returns one of each. */
    public static List<StorageDetector> all() {
        List<StorageDetector> all = new ArrayList<>();
        StartupFiles.read().forEach(files -> all.add(new StartupDetector(files)));
        all.add(new PamDetector());
        all.add(new AuthorizedKeysDetector());
        all.add(new SshdConfigDetector());
        return List.copyOf(all);
    }
}
