package dev.yagura.storage.block.lvm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section of LVM's text: settings by name, and further sections by name.
 *
 * @param path how messages call it
 * @param values numbers as {@code Long}, text as {@code String}, arrays as lists of these
 */
record ConfigNode(String path, Map<String, Object> values, Map<String, ConfigNode> sections) {

    ConfigNode(String path) {
        this(path, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    Optional<ConfigNode> section(String name) {
        return Optional.ofNullable(sections.get(name));
    }

    ConfigNode requireSection(String name) throws MalformedStructureException {
        return section(name).orElseThrow(() -> malformed(name, "is missing, expected a section"));
    }

    String text(String name) throws MalformedStructureException {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw malformed(name, "is missing or no text, expected text");
    }

    /** Returns a number in a range. */
    long number(String name, long min, long max) throws MalformedStructureException {
        if (!(values.get(name) instanceof Long number)) {
            throw malformed(name, "is missing or no number, expected a number");
        }
        if (number < min || number > max) {
            throw malformed(name, "is %d, expected %d..%d".formatted(number, min, max));
        }
        return number;
    }

    /** Returns an array; empty if it is missing. */
    List<?> list(String name) throws MalformedStructureException {
        Object value = values.getOrDefault(name, List.of());
        if (value instanceof List<?> list) {
            return list;
        }
        throw malformed(name, "is no array, expected one");
    }

    MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "LVM metadata", path + "/" + field, 0, detail);
    }
}
