package dev.yagura.enclave.watch;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Vouched;
import dev.yagura.detect.allow.AllowList;
import dev.yagura.detect.allow.Allowance;
import dev.yagura.kernel.table.Row;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** Turns what a scan says into rows. */
final class ScanRows {
    private final String vm;
    private final String label;

    ScanRows(GuestPool.Found guest, String label) {
        this.vm = guest.description().name();
        this.label = label;
    }

    /** Returns a finding as a row. */
    Row row(Finding finding) {
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

    /**
     * Returns the last row of a scan.
     *
     * @param facts about the looks
     */
    Row summary(ScanReport report, AllowList allowed, Map<String, Object> facts) {
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
                .with(facts)
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
