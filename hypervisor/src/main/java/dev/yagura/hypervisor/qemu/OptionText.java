package dev.yagura.hypervisor.qemu;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.qmp.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One option's value, {@code a,key=value,key2=a,,b} or a JSON object, as keys and values. */
final class OptionText {
    private static final int MAX_KEYS = 256;

    private OptionText() {}

    /**
     * Parses an option's value.
     *
     * @param text the value; a JSON object if it starts with a brace
     * @param firstKey the key of a first element that has none, for example {@code "type"}
     * @return values by key, the last of several wins; a key without a value is {@code "on"}
     */
    static Map<String, String> parse(String text, String firstKey) {
        return text.startsWith("{") ? json(text) : commas(text, firstKey);
    }

    private static Map<String, String> commas(String text, String firstKey) {
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        boolean first = true;
        while (at <= text.length() && values.size() < MAX_KEYS) {
            StringBuilder element = new StringBuilder();
            at = takeElement(text, at, element);
            int equals = element.indexOf("=");
            if (equals >= 0) {
                values.put(element.substring(0, equals), element.substring(equals + 1));
            } else if (first) {
                values.put(firstKey, element.toString());
            } else if (!element.isEmpty()) {
                values.put(element.toString(), "on");
            }
            first = false;
        }
        return values;
    }

    /** Appends the element at {@code at}, two commas as one; returns where the next one starts. */
    private static int takeElement(String text, int at, StringBuilder element) {
        int next = at;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c == ',') {
                if (next == text.length() || text.charAt(next) != ',') {
                    return next;
                }
                next++;
            }
            element.append(c);
        }
        return text.length() + 1;
    }

    // A member that is no scalar is left out: none of the options read here has one of interest.
    private static Map<String, String> json(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, @Nullable Object> members;
        try {
            members = Json.object("qemu option", text);
        } catch (MalformedStructureException e) {
            return values; // QEMU would not have started with it
        }
        members.forEach((key, value) -> {
            switch (value) {
                case String string -> values.put(key, string);
                case Long number -> values.put(key, number.toString());
                case Boolean on -> values.put(key, on ? "on" : "off");
                case null, default -> {}
            }
        });
        return values;
    }
}
