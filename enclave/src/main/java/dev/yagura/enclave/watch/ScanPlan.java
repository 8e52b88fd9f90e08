package dev.yagura.enclave.watch;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.Scan;
import dev.yagura.detect.allow.AllowList;
import dev.yagura.detect.allow.Allowance;
import dev.yagura.detect.builtin.BuiltInDetectors;
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
import java.util.List;

/**
 * What a scan is to do, as it was asked for.
 *
 * @param scan the detectors that were chosen
 * @param allowed the findings that are expected
 */
record ScanPlan(Scan scan, AllowList allowed) {

    /**
     * Makes a plan.
     *
     * @throws WatchException if a detector is unknown or none is left, or a file cannot be used
     */
    static ScanPlan of(ScanRequest request) throws IOException {
        List<AnyDetector> detectors = detectors(request);
        return new ScanPlan(chosen(request, detectors), allowed(request, detectors));
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
        List<String> taken = detectors.stream().map(detector -> detector.info().id()).toList();
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
        return detectors;
    }

    private static AllowList allowed(ScanRequest request, List<AnyDetector> detectors)
            throws WatchException {
        List<String> ids = detectors.stream().map(detector -> detector.info().id()).toList();
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
