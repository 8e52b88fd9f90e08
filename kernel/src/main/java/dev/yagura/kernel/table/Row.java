package dev.yagura.kernel.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer: named fields in a fixed order.
 *
 * <p>Values are {@code String}, {@code Long}, {@code Integer}, {@code Double}, {@code Boolean},
 * {@code null}, or lists and maps of these; nothing else travels as JSON.
 *
 * @param fields name to value; copied
 */
public record Row(SequencedMap<String, @Nullable Object> fields) {
    /** Copies the fields. */
    public Row {
        fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
    }

    /** Returns a row of alternating names and values. */
    public static Row of(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "%d names and values, expected pairs".formatted(namesAndValues.length));
        }
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return new Row(fields);
    }

    /** Returns this row with further fields behind its own. */
    public Row with(Map<String, ?> more) {
        SequencedMap<String, @Nullable Object> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new Row(all);
    }

    /** Returns a field as text for a table; empty if it is absent or null. */
    public String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** Returns a whole number; 0 if the field is absent or no number. */
    public long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
