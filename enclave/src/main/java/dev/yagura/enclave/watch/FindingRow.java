package dev.yagura.enclave.watch;

import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.kernel.table.Row;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/** Makes a row of a finding: the one form in which findings leave, whatever was looked at. */
public final class FindingRow {
    private FindingRow() {}

    /**
     * Returns a finding as a row.
     *
     * @param vm what it is about
     * @param label what stands behind it
     */
    public static Row of(Finding finding, String vm, String label) {
        return Row.of(
                "kind", "finding",
                "rule", finding.rule(),
                "severity", word(finding.severity()),
                "confidence", word(finding.confidence()),
                "subject", finding.subject(),
                "title", finding.title(),
                "techniques", finding.techniques(),
                "nextStep", finding.nextStep(),
                "evidence", finding.evidence().stream().map(FindingRow::fields).toList(),
                "vm", vm,
                "observed", finding.observed().toString(),
                "enclave", label);
    }

    private static SequencedMap<String, Object> fields(Evidence evidence) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>(evidence.fields());
        fields.put("text", evidence.describe());
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
