package dev.yagura.enclave.watch;

import dev.yagura.bpf.module.ModuleDetector;
import dev.yagura.bpf.module.ModuleInfo.Need;
import dev.yagura.bpf.module.ModuleOutput;
import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Scan;
import dev.yagura.detect.allow.AllowList;
import dev.yagura.detect.allow.Allowance;
import dev.yagura.detect.baseline.Baseline;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.lists.HashList;
import dev.yagura.detect.lists.ListException;
import dev.yagura.detect.lists.ListFile;
import dev.yagura.detect.lists.PathList;
import dev.yagura.detect.originals.OriginalCode;
import dev.yagura.detect.rules.RuleDetectors;
import dev.yagura.detect.rules.RuleException;
import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.enclave.watch.WatchException.Reason;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a scan is to do, as it was asked for.
 *
 * @param scan the detectors that were chosen
 * @param allowed the findings that are expected
 * @param knownGood contents of files that are never reported
 * @param readsFiles whether a detector of memory that was chosen opens files
 * @param asksForOriginals whether a comparison with the kernel's files was asked for by its name:
 *     the disks are then read for that alone
 */
record ScanPlan(
        Scan scan,
        AllowList allowed,
        HashList knownGood,
        boolean readsFiles,
        boolean asksForOriginals) {

    /**
     * Makes a plan.
     *
     * @param originals what the kernel was loaded from; read when the scan runs
     * @throws WatchException if a detector is unknown or none is left, or a file cannot be used
     */
    static ScanPlan of(ScanRequest request, OriginalCode originals) throws IOException {
        List<AnyDetector> ofOriginals = BuiltInDetectors.originals(originals);
        List<AnyDetector> detectors = detectors(request);
        detectors.addAll(ofOriginals);
        return new ScanPlan(
                chosen(request, detectors),
                allowed(request, detectors),
                knownGood(request),
                detectors.stream()
                        .anyMatch(one ->
                                one instanceof ModuleDetector module
                                        && module.moduleInfo().needs().contains(Need.FILES)
                                        && isChosen(request, module.info().id())),
                ofOriginals.stream().anyMatch(one -> request.only().contains(one.info().id())));
    }

    private static boolean isChosen(ScanRequest request, String id) {
        return (request.only().isEmpty() || request.only().contains(id))
                && !request.skip().contains(id);
    }

    private static Scan chosen(ScanRequest request, List<AnyDetector> detectors)
            throws WatchException {
        try {
            return Scan.of(detectors, request.only(), request.skip(), InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "scan: " + String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the built-in detectors, then those that the asker brought. */
    private static List<AnyDetector> detectors(ScanRequest request) throws WatchException {
        List<AnyDetector> detectors = new ArrayList<>(BuiltInDetectors.all());
        List<String> taken = BuiltInDetectors.infos().stream().map(DetectorInfo::id).toList();
        List<RuleFile> files = new ArrayList<>();
        for (ScanRequest.TextFile file : request.rules()) {
            files.add(RuleFile.read(file.name(), file.text()));
        }
        try {
            detectors.addAll(RuleDetectors.of(RuleFile.all(files, taken)));
        } catch (RuleException e) {
            throw new WatchException(Reason.BAD_REQUEST, "rules: " + e.getMessage(), e);
        }
        List<YaraSource> yara =
                request.yara().stream()
                        .map(file -> new YaraSource(file.name(), file.text()))
                        .toList();
        detectors.addAll(BuiltInDetectors.yara(yara));
        Optional<Baseline> baseline = baseline(request.known().baseline());
        detectors.addAll(ofKnownFiles(request.known(), baseline));
        addModules(request.modules(), baseline, detectors);
        return detectors;
    }

    private static void addModules(
            List<ModuleFile> modules, Optional<Baseline> baseline, List<AnyDetector> detectors)
            throws WatchException {
        if (modules.size() > ModuleFile.MAX_MODULES) {
            throw new WatchException(
                    Reason.BAD_REQUEST,
                    "modules: %d, expected at most %d"
                            .formatted(modules.size(), ModuleFile.MAX_MODULES));
        }
        Set<String> taken = new HashSet<>();
        BuiltInDetectors.infos().forEach(info -> taken.add(info.id()));
        detectors.forEach(detector -> taken.add(detector.info().id()));
        for (ModuleFile module : modules) {
            ModuleDetector detector = module.detector(baseline, ModuleOutput.NONE);
            if (!taken.add(detector.info().id())) {
                throw new WatchException(
                        Reason.BAD_REQUEST,
                        "module: %s: id \"%s\" is another detector's"
                                .formatted(module.name(), detector.info().id()));
            }
            detectors.add(detector);
        }
    }

    /**
     * Reads a baseline.
     *
     * @throws WatchException if it is none, or not whole
     */
    static Optional<Baseline> baseline(Optional<ScanRequest.TextFile> file) throws WatchException {
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(Baseline.read(list(file.get())));
        } catch (ListException e) {
            throw refused(e);
        }
    }

    private static List<AnyDetector> ofKnownFiles(
            ScanRequest.KnownFiles known, Optional<Baseline> baseline) throws WatchException {
        try {
            List<AnyDetector> detectors =
                    new ArrayList<>(BuiltInDetectors.hashes(HashList.bad(lists(known.hashes()))));
            PathList excluded = PathList.read(lists(known.excluded()));
            detectors.addAll(BuiltInDetectors.baseline(baseline, excluded));
            return detectors;
        } catch (ListException e) {
            throw refused(e);
        }
    }

    private static HashList knownGood(ScanRequest request) throws WatchException {
        try {
            return HashList.good(lists(request.known().good()));
        } catch (ListException e) {
            throw refused(e);
        }
    }

    private static WatchException refused(ListException e) {
        return new WatchException(Reason.BAD_REQUEST, "list: " + e.getMessage(), e);
    }

    private static List<ListFile> lists(List<ScanRequest.TextFile> files) {
        return files.stream().map(ScanPlan::list).toList();
    }

    private static ListFile list(ScanRequest.TextFile file) {
        return new ListFile(file.name(), file.text());
    }

    private static AllowList allowed(ScanRequest request, List<AnyDetector> detectors)
            throws WatchException {
        List<String> ids =
                Stream.concat(
                                detectors.stream().map(AnyDetector::info),
                                BuiltInDetectors.infos().stream())
                        .map(DetectorInfo::id)
                        .distinct()
                        .toList();
        List<Allowance> allowances = new ArrayList<>();
        try {
            for (ScanRequest.TextFile file : request.allow()) {
                allowances.addAll(AllowList.read(file.name(), file.text(), ids));
            }
        } catch (YamlException e) {
            throw new WatchException(Reason.BAD_REQUEST, "allow-list: " + e.getMessage(), e);
        }
        return new AllowList(allowances, LocalDate.now(ZoneOffset.UTC));
    }
}
