package dev.yagura.detect.allow;

import dev.yagura.detect.Finding;
import dev.yagura.detect.yaml.YamlException;
import dev.yagura.detect.yaml.YamlFields;
import dev.yagura.detect.yaml.YamlNode;
import dev.yagura.detect.yaml.YamlReader;
import dev.yagura.detect.yaml.YamlSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Allowances for the length of one scan, and how often each was used. Not safe for concurrent use.
 */
public final class AllowList {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_SUBJECT_CHARS = 1_024;

    private final LocalDate today;
    private final Map<Allowance, Integer> used = new LinkedHashMap<>();

    /**
     * Starts with these.
     *
     * @param today in UTC, by the clock of who scans
     */
    public AllowList(Collection<Allowance> allowances, LocalDate today) {
        this.today = today;
        allowances.forEach(allowance -> used.put(allowance, 0));
    }

    /**
     * What became of an allowance.
     *
     * @param removed findings that it kept out of the report; 0 if it is expired
     * @param expired whether its time is over
     */
    public record Use(Allowance allowance, int removed, boolean expired) {
        /** Returns whether its time is not over and nothing was there that it is about. */
        public boolean isUnused() {
            return removed == 0 && !expired;
        }
    }

    /**
     * Reads a file: {@code allow}, a list of entries with the components of {@link Allowance}, all
     * but its place, and all required.
     *
     * @param name as the user named it
     * @param detectors ids of those there are
     * @throws YamlException if the file is of another form, or names an unknown detector
     */
    public static List<Allowance> read(String name, String text, Collection<String> detectors)
            throws YamlException {
        YamlSource source = new YamlSource(name, text);
        YamlFields top =
                YamlFields.of(source, YamlReader.read(source), "allow-list", List.of("allow"));
        YamlNode list =
                top.node("allow")
                        .orElseThrow(() ->
                                source.refused(
                                        top.start(), "allow-list: field \"allow\" is missing"));
        List<YamlNode> items = YamlFields.items(source, list, "allow");
        if (items.size() > MAX_ENTRIES) {
            throw source.refused(
                    list.start(),
                    "allow-list has %d entries, expected at most %d"
                            .formatted(items.size(), MAX_ENTRIES));
        }
        List<Allowance> allowances = new ArrayList<>();
        for (YamlNode item : items) {
            allowances.add(entry(source, item, detectors));
        }
        return allowances;
    }

    private static Allowance entry(YamlSource source, YamlNode item, Collection<String> detectors)
            throws YamlException {
        YamlFields fields =
                YamlFields.of(
                        source, item, "entry", List.of("rule", "subject", "reason", "expires"));
        YamlNode.Scalar rule = fields.scalar("rule");
        if (!detectors.contains(rule.value())) {
            throw source.refused(
                    rule.start(),
                    "entry: rule is %s, expected one of `yagura list detectors`"
                            .formatted(rule.kind()));
        }
        YamlNode.Scalar subject = fields.scalar("subject");
        if (subject.value().length() > MAX_SUBJECT_CHARS) {
            throw source.refused(
                    subject.start(),
                    "entry: subject has %d characters, expected at most %d"
                            .formatted(subject.value().length(), MAX_SUBJECT_CHARS));
        }
        String reason = fields.text("reason");
        fields.scalar("expires");
        LocalDate expires =
                fields.convert(
                        "expires", LocalDate.MIN, AllowList::date, "a day such as 2027-01-31");
        return new Allowance(
                rule.value(),
                subject.value(),
                reason,
                expires,
                "%s:%d".formatted(source.file(), source.line(item.start())));
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Returns whether a finding is expected and to be left out; counts it if it is. */
    public boolean removes(Finding finding) {
        for (Map.Entry<Allowance, Integer> entry : used.entrySet()) {
            if (!entry.getKey().isExpired(today) && entry.getKey().isAbout(finding)) {
                entry.setValue(entry.getValue() + 1);
                return true;
            }
        }
        return false;
    }

    /** Returns how many findings were left out so far. */
    public int removed() {
        return used.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns what became of each allowance, in the order of the files. */
    public List<Use> uses() {
        return used.entrySet().stream()
                .map(entry ->
                        new Use(entry.getKey(), entry.getValue(), entry.getKey().isExpired(today)))
                .toList();
    }
}
