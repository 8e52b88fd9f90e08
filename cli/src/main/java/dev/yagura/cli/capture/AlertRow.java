package dev.yagura.cli.capture;

import dev.yagura.detect.crossview.FlowOwner;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.match.RuleAlert;
import dev.yagura.network.rules.RuleInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a row of a finding, as scans have them, of what a rule found. */
final class AlertRow {
    private static final Pattern TECHNIQUE =
            Pattern.compile("mitre_technique_id\\s+(T\\d{4}(?:[._]\\d{3})?)");
    private static final Pattern CONFIDENCE =
            Pattern.compile("confidence\\s+(low|medium|high)", Pattern.CASE_INSENSITIVE);

    private AlertRow() {}

    static Row of(RuleAlert alert, Optional<FlowOwner> owner, String vm, String enclave) {
        RuleInfo info = alert.rule().info();
        return Row.of(
                "kind", "finding",
                "rule", "%s:%d".formatted(info.id(), info.revision()),
                "severity", severity(info.priority()),
                "confidence", confidence(info.metadata()),
                "subject", "%s to %s".formatted(alert.source(), alert.destination()),
                "title", info.message().isEmpty() ? "rule " + info.id() : info.message(),
                "techniques", techniques(info.metadata()),
                "nextStep", nextStep(info),
                "evidence", List.of(evidence(alert, owner)),
                "vm", vm,
                "observed", alert.time().toString(),
                "enclave", enclave);
    }

    /** A rule's priority is 1 for the most serious. */
    private static String severity(int priority) {
        return switch (priority) {
            case 1 -> "critical";
            case 2 -> "warning";
            default -> "info";
        };
    }

    private static String confidence(List<String> metadata) {
        for (String pair : metadata) {
            Matcher matcher = CONFIDENCE.matcher(pair);
            if (matcher.matches()) {
                return matcher.group(1).toLowerCase(Locale.ROOT);
            }
        }
        return "medium";
    }

    private static List<String> techniques(List<String> metadata) {
        return metadata.stream()
                .map(TECHNIQUE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1).replace('_', '.'))
                .distinct()
                .toList();
    }

    private static String nextStep(RuleInfo info) {
        return info.references().isEmpty()
                ? "Look at the flow, and at the process that it belongs to."
                : "Read %s, and look at the process that the flow belongs to."
                        .formatted(String.join(", ", info.references()));
    }

    private static SequencedMap<String, Object> evidence(
            RuleAlert alert, Optional<FlowOwner> owner) {
        RuleInfo info = alert.rule().info();
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "traffic");
        fields.put("flow", alert.flow().number());
        fields.put("protocol", alert.flow().key().protocol());
        fields.put("source", alert.source().address().toString());
        fields.put("sourcePort", alert.source().port());
        fields.put("destination", alert.destination().address().toString());
        fields.put("destinationPort", alert.destination().port());
        fields.put("seenIn", alert.subject().name().toLowerCase(Locale.ROOT));
        fields.put("transaction", alert.transaction());
        fields.put("classType", info.classType());
        fields.put("priority", info.priority());
        fields.put("action", alert.rule().header().action().name().toLowerCase(Locale.ROOT));
        info.target()
                .ifPresent(target -> fields.put("target", target.name().toLowerCase(Locale.ROOT)));
        fields.put("references", info.references());
        fields.put("file", alert.rule().file());
        fields.put("line", alert.rule().line());
        owner.ifPresent(known -> fields.put("process", known.fields()));
        fields.put("text", text(alert) + owner.map(known -> ", of " + known.text()).orElse(""));
        return fields;
    }

    private static String text(RuleAlert alert) {
        return "flow %d, %s to %s: %s, %s, by rule at %s:%d"
                .formatted(
                        alert.flow().number(),
                        alert.source(),
                        alert.destination(),
                        alert.transaction() > 0
                                ? "transaction " + alert.transaction()
                                : alert.subject().name().toLowerCase(Locale.ROOT),
                        alert.rule().info().classType().isEmpty()
                                ? "no class"
                                : alert.rule().info().classType(),
                        alert.rule().file(),
                        alert.rule().line());
    }
}
