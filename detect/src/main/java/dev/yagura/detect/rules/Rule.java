package dev.yagura.detect.rules;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.kernel.table.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A rule that was accepted. Immutable. */
public final class Rule {
    private final DetectorInfo info;
    private final String view;
    private final Confidence confidence;
    private final boolean enabled;
    private final List<String> tags;
    private final String written;
    private final RowTest condition;
    private final List<RowTest> exceptions;
    private final Template output;
    private final Template subject;
    private final List<String> columns;

    /** The parts of a rule that it is matched with. */
    record Matching(
            RowTest condition,
            List<RowTest> exceptions,
            Template output,
            Template subject,
            List<String> columns) {}

    Rule(
            DetectorInfo info,
            String view,
            Confidence confidence,
            boolean enabled,
            List<String> tags,
            String written,
            Matching matching) {
        this.info = info;
        this.view = view;
        this.confidence = confidence;
        this.enabled = enabled;
        this.tags = List.copyOf(tags);
        this.written = written;
        this.condition = matching.condition();
        this.exceptions = List.copyOf(matching.exceptions());
        this.output = matching.output();
        this.subject = matching.subject();
        this.columns = List.copyOf(matching.columns());
    }

    /**
     * A row that a rule means.
     *
     * @param subject names the thing found, the same at each look
     * @param title what was found, one line
     * @param fields the columns that the rule asked for, with the row's values
     */
    public record Match(
            String subject, String title, SequencedMap<String, @Nullable Object> fields) {}

    /** Returns what the rule says of itself; its id is that of its findings. */
    public DetectorInfo info() {
        return info;
    }

    /** Returns the view over which it is written. */
    public String view() {
        return view;
    }

    /** Returns how sure it is. */
    public Confidence confidence() {
        return confidence;
    }

    /** Returns whether it runs. */
    public boolean enabled() {
        return enabled;
    }

    /** Returns its author's words for finding it. */
    public List<String> tags() {
        return tags;
    }

    /** Returns its condition as it was written, on one line. */
    public String condition() {
        return written;
    }

    /** Returns what it has to say about a row; empty if it does not mean the row. */
    public Optional<Match> match(Row row) {
        if (!condition.matches(row)
                || exceptions.stream().anyMatch(exception -> exception.matches(row))) {
            return Optional.empty();
        }
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        columns.forEach(column -> fields.put(column, row.fields().get(column)));
        return Optional.of(new Match(subject.fill(row), output.fill(row), fields));
    }
}
