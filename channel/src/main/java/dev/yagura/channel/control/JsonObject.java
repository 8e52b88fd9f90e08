package dev.yagura.channel.control;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.channel.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object of the other end, whose fields are taken out one by one; none may be left over. */
final class JsonObject {
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]{1,16}");

    private final String name;
    private final Map<String, Object> fields;

    JsonObject(String name, Map<String, Object> fields) {
        this.name = name;
        this.fields = new LinkedHashMap<>(fields);
    }

    /** Takes a whole number that must lie in a range. */
    long number(String field, long min, long max) throws MalformedStructureException {
        Object value = take(field);
        if (!(value instanceof Long number) || number < min || number > max) {
            throw malformed(field, value, "a number from %d to %d".formatted(min, max));
        }
        return number;
    }

    /** Takes a text. */
    String text(String field, int maxChars) throws MalformedStructureException {
        Object value = take(field);
        if (!(value instanceof String text) || text.length() > maxChars) {
            throw malformed(field, value, "text of at most %d characters".formatted(maxChars));
        }
        return text;
    }

    /** Takes an unsigned 64-bit number that is written in hexadecimal, as {@code "0xfff"}. */
    long hex(String field) throws MalformedStructureException {
        return hex(field, take(field));
    }

    long hex(String field, @Nullable Object value) throws MalformedStructureException {
        if (!(value instanceof String text) || !HEX.matcher(text).matches()) {
            throw malformed(field, value, "hexadecimal text such as \"0xfff\"");
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    /** Takes a truth value. */
    boolean bool(String field) throws MalformedStructureException {
        Object value = take(field);
        if (!(value instanceof Boolean truth)) {
            throw malformed(field, value, "true or false");
        }
        return truth;
    }

    /** Takes a constant, written in lower case with hyphens. */
    <E extends Enum<E>> E constant(String field, Class<E> type) throws MalformedStructureException {
        Object value = take(field);
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(value)) {
                return constant;
            }
            names.add(written(constant));
        }
        throw malformed(field, value, "one of " + String.join(", ", names));
    }

    /** Returns how a constant is written. */
    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Takes a list. */
    List<?> list(String field, int maxElements) throws MalformedStructureException {
        Object value = take(field);
        if (!(value instanceof List<?> list) || list.size() > maxElements) {
            throw malformed(field, value, "a list of at most %d".formatted(maxElements));
        }
        return list;
    }

    /** Takes a list of texts. */
    List<String> texts(String field, int maxElements, int maxChars)
            throws MalformedStructureException {
        List<String> texts = new ArrayList<>();
        for (Object element : list(field, maxElements)) {
            if (!(element instanceof String text) || text.length() > maxChars) {
                throw malformed(
                        field, element, "texts of at most %d characters".formatted(maxChars));
            }
            texts.add(text);
        }
        return texts;
    }

    /** Takes an object. */
    JsonObject object(String field) throws MalformedStructureException {
        return asObject(field, take(field));
    }

    /** Returns an element of a list as an object. */
    JsonObject asObject(String field, @Nullable Object value) throws MalformedStructureException {
        if (!(value instanceof Map<?, ?> map)) {
            throw malformed(field, value, "an object");
        }
        Map<String, Object> inner = new LinkedHashMap<>();
        map.forEach((key, element) -> inner.put((String) key, element));
        return new JsonObject(name + " " + field, inner);
    }

    /** Requires that no field is left. */
    void end() throws MalformedStructureException {
        for (Map.Entry<String, Object> left : fields.entrySet()) {
            throw malformed(left.getKey(), left.getValue(), "no such field");
        }
    }

    private @Nullable Object take(String field) {
        return fields.remove(field);
    }

    /** Returns an exception that names a field, for the caller to throw. */
    MalformedStructureException malformed(String field, @Nullable Object found, String expected) {
        String shown =
                switch (found) {
                    case null -> "missing";
                    case String text ->
                            "\""
                                    + Printable.of(text.substring(0, Math.min(80, text.length())))
                                    + "\"";
                    case List<?> list -> "a list of " + list.size();
                    case Map<?, ?> map -> "an object of %d fields".formatted(map.size());
                    default -> found.toString();
                };
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                name,
                field,
                0,
                "is %s, expected %s".formatted(shown, expected));
    }
}
