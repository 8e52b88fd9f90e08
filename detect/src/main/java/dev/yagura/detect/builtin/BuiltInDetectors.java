package dev.yagura.detect.builtin;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.baseline.BaselineDetector;
import dev.yagura.detect.crossview.SocketWatch;
import dev.yagura.detect.family.FamilyDetector;
import dev.yagura.detect.lists.HashList;
import dev.yagura.detect.lists.PathList;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.detect.memory.code.ChangedCodeDetector;
import dev.yagura.detect.memory.code.ChangedDataDetector;
import dev.yagura.detect.memory.code.ChangedModuleDetector;
import dev.yagura.detect.memory.code.CodeBaselineDetector;
import dev.yagura.detect.memory.process.ProcessDetectors;
import dev.yagura.detect.network.NetworkDetectors;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.detect.storage.StorageDetectors;
import dev.yagura.detect.storage.hashes.KnownBadHashDetector;
import dev.yagura.detect.yara.YaraFileDetector;
import dev.yagura.detect.yara.YaraRules;
import dev.yagura.detect.yara.YaraSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists the detectors of memory, of files, of what these find, and of packets. */
public final class BuiltInDetectors {
    private BuiltInDetectors() {}

    /** Returns one of each, in the order of reports. */
    public static List<AnyDetector> all() {
        List<AnyDetector> all = new ArrayList<>(MemoryDetectors.all());
        all.addAll(StorageDetectors.all());
        all.add(new FamilyDetector());
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

    /** Returns the detector of listed contents; none without a list. */
    public static List<AnyDetector> hashes(HashList bad) {
        return bad.isEmpty() ? List.of() : List.of(new KnownBadHashDetector(bad));
    }

    /** Returns the detectors of changes of what a baseline has; none without one. */
    public static List<AnyDetector> baseline(Optional<Baseline> baseline, PathList excluded) {
        List<AnyDetector> detectors = new ArrayList<>();
        baseline.flatMap(Baseline::code)
                .map(code -> new CodeBaselineDetector(code, baseline.orElseThrow().text()))
                .ifPresent(detectors::add);
        baseline.filter(Baseline::hasFiles)
                .map(known -> new BaselineDetector(known, excluded))
                .ifPresent(detectors::add);
        return detectors;
    }

    /** Returns those that compare the kernel with the files that it was loaded from. */
    public static List<AnyDetector> originals(OriginalCode originals) {
        return List.of(
                new ChangedCodeDetector(originals),
                new ChangedDataDetector(originals),
                new ChangedModuleDetector(originals));
    }

    /**
     * Returns what each is, those included that run only with a list, a baseline or the kernel's
     * files, and those that judge packets and are no part of scans.
     */
    public static List<DetectorInfo> infos() {
        return Stream.of(
                        all().stream().map(AnyDetector::info),
                        NetworkDetectors.infos().stream(),
                        SocketWatch.infos().stream(),
                        Stream.of(
                                ChangedCodeDetector.INFO,
                                ChangedDataDetector.INFO,
                                ChangedModuleDetector.INFO,
                                CodeBaselineDetector.INFO,
                                KnownBadHashDetector.INFO,
                                BaselineDetector.INFO))
                .flatMap(each -> each)
                .toList();
    }
}
