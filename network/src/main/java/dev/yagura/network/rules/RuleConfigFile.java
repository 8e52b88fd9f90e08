package dev.yagura.network.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of classifications or references, such as Suricata's {@code classification.config} and
 * {@code reference.config}.
 *
 * @param config what rules may refer to, those of the file among it
 * @param verdicts one for each entry; the rule is {@code classification} or {@code reference} and
 *     its name
 */
public record RuleConfigFile(RuleConfig config, List<RuleVerdict> verdicts) {
    // Nothing in them can match one text in two ways: they take time in proportion to a line.
    private static final Pattern CLASSIFICATION =
            Pattern.compile(
                    "config\\s+classification:\\s*([A-Za-z][\\w-]*)\\s*,([^,]+),\\s*(\\d{1,3})\\s*");
    private static final Pattern REFERENCE =
            Pattern.compile("config\\s+reference:\\s*([A-Za-z][\\w-]*)\\s+(\\S+)\\s*");
    private static final int MAX_PRIORITY = 255;

    /** Copies the list. */
    public RuleConfigFile {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * Reads a file. What is wrong is in the verdicts, nothing is thrown.
     *
     * @param before what other files have; an entry of the same name stands before theirs
     */
    public static RuleConfigFile read(RuleSource file, RuleConfig before) {
        var reader = new Reader(file, before);
        for (RuleLine line : RuleLine.of(file.text())) {
            if (reader.verdicts.size() >= RuleLimits.MAX_ENTRIES) {
                reader.refuse(
                        line,
                        "is behind entry %d, where reading ends".formatted(RuleLimits.MAX_ENTRIES));
                break;
            }
            reader.take(line);
        }
        return new RuleConfigFile(
                new RuleConfig(before.variables(), reader.classifications, reader.references),
                reader.verdicts);
    }

    /** What was read so far. */
    private static final class Reader {
        private final RuleSource file;
        private final Map<String, Classification> classifications;
        private final Map<String, String> references;
        private final List<RuleVerdict> verdicts = new ArrayList<>();

        private Reader(RuleSource file, RuleConfig before) {
            this.file = file;
            this.classifications = new HashMap<>(before.classifications());
            this.references = new HashMap<>(before.references());
        }

        private void take(RuleLine line) {
            Matcher classification = CLASSIFICATION.matcher(line.text());
            Matcher reference = REFERENCE.matcher(line.text());
            if (classification.matches()) {
                int priority = Integer.parseInt(classification.group(3));
                if (priority < 1 || priority > MAX_PRIORITY) {
                    refuse(
                            line,
                            "has priority %d, expected 1 to %d".formatted(priority, MAX_PRIORITY));
                    return;
                }
                String name = classification.group(1);
                classifications.put(
                        name, new Classification(name, classification.group(2).strip(), priority));
                accept(line, "classification " + name);
            } else if (reference.matches()) {
                references.put(reference.group(1), reference.group(2));
                accept(line, "reference " + reference.group(1));
            } else {
                refuse(
                        line,
                        "is neither \"config classification: name,description,priority\" nor"
                                + " \"config reference: name address\"");
            }
        }

        private void accept(RuleLine line, String name) {
            verdicts.add(
                    new RuleVerdict(
                            file.name(), line.firstLine(), 1, Optional.of(name), Optional.empty()));
        }

        private void refuse(RuleLine line, String reason) {
            verdicts.add(
                    new RuleVerdict(
                            file.name(),
                            line.firstLine(),
                            1,
                            Optional.empty(),
                            Optional.of(new RuleVerdict.Refusal("config", reason))));
        }
    }
}
