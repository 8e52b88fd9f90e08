package dev.yagura.enclave.watch;

import dev.yagura.detect.AnyDetector;
import dev.yagura.detect.Detector;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.GuestView;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.Scan;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Vouched;
import dev.yagura.detect.allow.AllowList;
import dev.yagura.detect.allow.Allowance;
import dev.yagura.detect.builtin.BuiltInDetectors;
import dev.yagura.detect.memory.MemoryDetectors;
import dev.yagura.detect.rules.RuleDetectors;
import dev.yagura.detect.rules.RuleException;
import dev.yagura.detect.rules.RuleFile;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yara.YaraSource;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Runs a scan over a look and turns what it says into rows. */
final class ScanRows {
    private final String vm;
    private final String label;

    ScanRows(GuestPool.Found guest, String label) {
        this.vm = guest.description().name();
        this.label = label;
    }

    /** Runs the detectors asked for; hands out findings as they are made, returns the summary. */
    Row scan(LookAt look, ScanRequest request, Consumer<Row> findings) throws IOException {
        List<Detector> detectors = detectors(request);
        Scan scan = chosen(request, detectors);
        AllowList allowed = allowed(request, detectors);
        ScanReport report =
                look.read(linux ->
                        scan.run(
                                GuestView.of(linux, look.isLive()),
                                finding -> {
                                    if (!allowed.removes(finding)) {
                                        findings.accept(row(finding));
                                    }
                                }));
        return summary(report, allowed, look.facts());
    }

    private static Scan chosen(ScanRequest request, List<Detector> detectors)
            throws WatchException {
        try {
            return Scan.of(detectors, request.only(), request.skip(), InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "scan: " + String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the built-in detectors, then those that the asker brought. */
    private static List<Detector> detectors(ScanRequest request) throws WatchException {
        List<Detector> detectors = new ArrayList<>(MemoryDetectors.all());
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
        for (AnyDetector detector : BuiltInDetectors.yara(yara)) {
            if (detector instanceof Detector memory) {
                detectors.add(memory);
            }
        }
        return detectors;
    }

    private static AllowList allowed(ScanRequest request, List<Detector> detectors)
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

    private Row row(Finding finding) {
        return Row.of(
                "kind", "finding",
                "rule", finding.rule(),
                "severity", word(finding.severity()),
                "confidence", word(finding.confidence()),
                "subject", finding.subject(),
                "title", finding.title(),
                "techniques", finding.techniques(),
                "nextStep", finding.nextStep(),
                "evidence", finding.evidence().stream().map(ScanRows::fields).toList(),
                "vm", vm,
                "observed", finding.observed().toString(),
                "enclave", label);
    }

    private static SequencedMap<String, Object> fields(Evidence evidence) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>(evidence.fields());
        fields.put("text", evidence.describe());
        return fields;
    }

    private Row summary(ScanReport report, AllowList allowed, LookFacts facts) {
        return Row.of(
                        "kind", "summary",
                        "vm", vm,
                        "findings", report.findings() - allowed.removed(),
                        "allowed", allowed.removed(),
                        "allowances", allowed.uses().stream().map(ScanRows::fields).toList(),
                        "detectors", report.ran().size(),
                        "ran", report.ran(),
                        "skipped", report.skipped(),
                        "looked", report.looked(),
                        "complete", report.isComplete(),
                        "notCovered", report.notCovered().stream().map(ScanRows::fields).toList(),
                        "vouched", report.vouched().stream().map(ScanRows::fields).toList())
                .with(facts.fields())
                .with(Row.of("enclave", label).fields());
    }

    private static SequencedMap<String, Object> fields(AllowList.Use use) {
        Allowance allowance = use.allowance();
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("rule", allowance.rule());
        fields.put("subject", allowance.subject());
        fields.put("reason", allowance.reason());
        fields.put("expires", allowance.expires().toString());
        fields.put("expired", use.expired());
        fields.put("removed", use.removed());
        fields.put(
                "text",
                "%s: %s %s: %d findings left out until %s%s: %s"
                        .formatted(
                                allowance.place(),
                                allowance.rule(),
                                allowance.subject(),
                                use.removed(),
                                allowance.expires(),
                                use.expired() ? ", EXPIRED" : "",
                                allowance.reason()));
        return fields;
    }

    private static SequencedMap<String, Object> fields(NotCovered gap) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("detector", gap.detector());
        fields.put("what", gap.what());
        fields.put("why", gap.why());
        fields.put("text", "%s: %s: %s".formatted(gap.detector(), gap.what(), gap.why()));
        return fields;
    }

    private static SequencedMap<String, Object> fields(Vouched vouched) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("detector", vouched.detector());
        fields.put("subject", vouched.subject());
        fields.put("by", vouched.by());
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
