package dev.yagura.detect.builtin;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.detect.storage.StorageDetectors;
import java.util.ArrayList;
import java.util.List;

/** Lists the detectors of memory and those of files. */
public final class BuiltInDetectors {
    private BuiltInDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<AnyDetector> all() {
        List<AnyDetector> all = new ArrayList<>(MemoryDetectors.all());
        all.addAll(StorageDetectors.all());
        return List.copyOf(all);
    }

    /** Returns what each is. */
    public static List<DetectorInfo> infos() {
        return all().stream().map(AnyDetector::info).toList();
    }
}
