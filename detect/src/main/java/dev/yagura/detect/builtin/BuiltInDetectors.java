package dev.yagura.detect.builtin;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.detect.memory.process.ProcessDetectors;
import dev.yagura.detect.storage.StorageDetectors;
import dev.yagura.detect.yara.YaraFileDetector;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
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

    /** Returns those that hold YARA rules against memory and files; none without a file. */
    public static List<AnyDetector> yara(List<YaraSource> sources) {
        if (sources.isEmpty()) {
            return List.of();
        }
        YaraRules rules = YaraRules.of(sources);
        return List.of(ProcessDetectors.yara(rules), new YaraFileDetector(rules));
    }

    /** Returns what each is. */
    public static List<DetectorInfo> infos() {
        return all().stream().map(AnyDetector::info).toList();
    }
}
