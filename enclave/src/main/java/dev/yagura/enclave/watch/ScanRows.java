package dev.yagura.enclave.watch;

import dev.yagura.detect.Finding;
import dev.yagura.detect.NotCovered;
import dev.yagura.detect.ScanReport;
import dev.yagura.detect.Vouched;
import dev.yagura.detect.allow.AllowList;
import dev.yagura.detect.allow.Allowance;
import dev.yagura.kernel.table.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Turns what a scan says into rows. */
final class ScanRows {
    private final String vm;
    private final String label;

    ScanRows(GuestPool.Found guest, String label) {
        this(guest.description().name(), label);
    }

    ScanRows(String vm, String label) {
        this.vm = vm;
        this.label = label;
    }

    /** Returns a finding as a row. */
    Row row(Finding finding) {
        return FindingRow.of(finding, vm, label);
    }

    /** Returns how the run of one detector ended. */
    Row end(ScanReport report) {
        return Row.of(
                "vm", vm,
                "findings", report.findings(),
                "looked", report.looked(),
                "complete", report.isComplete(),
                "notCovered", report.notCovered().stream().map(ScanRows::fields).toList());
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
                        "allowances",
                                allowed.uses().stream()
                                        .map(use -> fields(use, report.ran()))
                                        .toList(),
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

    private static SequencedMap<String, Object> fields(AllowList.Use use, List<String> ran) {
        Allowance allowance = use.allowance();
        boolean judged = ran.contains(allowance.rule());
        boolean unused = use.isUnused() && judged;
        String state = use.expired() ? ", EXPIRED" : unused ? ", UNUSED" : "";
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("rule", allowance.rule());
        fields.put("subject", allowance.subject());
        fields.put("reason", allowance.reason());
        fields.put("expires", allowance.expires().toString());
        fields.put("expired", use.expired());
        fields.put("unused", unused);
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
                                judged ? state : state + ", its detector did not run",
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
}
