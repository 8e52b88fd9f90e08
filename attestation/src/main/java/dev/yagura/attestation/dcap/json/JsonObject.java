package dev.yagura.attestation.dcap.json;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose values are taken out by name, type and range; members nobody asks for are
 * passed by. Immutable.
 */
public final class JsonObject {

    /** Longest text in bytes: a cache of the responses for some hundred platforms. */
    public static final int MAX_BYTES = 4 << 20;

    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})*");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final String name;
    private final byte[] json;
    private final String path;
    private final JsonValue.Members members;

    private JsonObject(String name, byte[] json, String path, JsonValue.Members members) {
        this.name = name;
        this.json = json;
        this.path = path;
        this.members = members;
    }

    /**
     * Reads a text that is one object.
     *
     * @param name how error messages call the text
     * @throws MalformedStructureException if it is not
     */
    public static JsonObject parse(String name, byte[] json) throws MalformedStructureException {
        byte[] copy = json.clone();
        return of(name, copy, "", JsonTree.parse(name, copy));
    }

    /** Returns whether there is a value of this name that is not null. */
    public boolean has(String member) {
        JsonValue value = members.values().get(member);
        return value != null && !value.kind().equals("null");
    }

    /** Returns an object. */
    public JsonObject object(String member) throws MalformedStructureException {
        return of(name, json, path(member), value(member));
    }

    /** Returns a list of objects, at most {@code max}. */
    public List<JsonObject> objects(String member, int max) throws MalformedStructureException {
        return objects(name, json, path(member), value(member), max);
    }

    /** Returns a list of texts, at most {@code max}; empty if it is absent. */
    public List<String> texts(String member, int max) throws MalformedStructureException {
        if (!has(member)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items(name, path(member), value(member), max)) {
            texts.add(text(path(member), item));
        }
        return texts;
    }

    /** Returns all members, each of which must be a text. */
    public Map<String, String> textMembers() throws MalformedStructureException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> member : members.values().entrySet()) {
            texts.put(member.getKey(), text(path(member.getKey()), member.getValue()));
        }
        return texts;
    }

    /** Returns a text. */
    public String text(String member) throws MalformedStructureException {
        return text(path(member), value(member));
    }

    /** Returns a whole number in 0..{@code max}. */
    public int number(String member, int max) throws MalformedStructureException {
        JsonValue value = value(member);
        if (value instanceof JsonValue.Literal literal
                && DECIMAL.matcher(literal.value()).matches()
                && Integer.parseInt(literal.value()) <= max) {
            return Integer.parseInt(literal.value());
        }
        throw wrong(path(member), value, "a whole number in 0.." + max);
    }

    /** Returns a flag. */
    public boolean flag(String member) throws MalformedStructureException {
        JsonValue value = value(member);
        if (value instanceof JsonValue.Literal literal && isFlag(literal.value())) {
            return literal.value().equals("true");
        }
        throw wrong(path(member), value, "true or false");
    }

    private static boolean isFlag(String text) {
        return text.equals("true") || text.equals("false");
    }

    /** Returns bytes that are written as hexadecimal digits, as lower-case digits. */
    public String hex(String member, int sizeBytes) throws MalformedStructureException {
        return convert(
                member,
                text ->
                        text.length() == 2 * sizeBytes && HEX.matcher(text).matches()
                                ? Optional.of(text.toLowerCase(Locale.ROOT))
                                : Optional.empty(),
                "%d hexadecimal digits".formatted(2 * sizeBytes));
    }

    /** Returns bytes that are written in base64. */
    public byte[] base64(String member) throws MalformedStructureException {
        return convert(
                member,
                text -> {
                    try {
                        return Optional.of(Base64.getDecoder().decode(text));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                },
                "base64");
    }

    /** Returns a time. */
    public Instant instant(String member) throws MalformedStructureException {
        return convert(
                member,
                text -> {
                    try {
                        return Optional.of(Instant.parse(text));
                    } catch (DateTimeParseException e) {
                        return Optional.empty();
                    }
                },
                "a time like 2025-06-20T00:00:00Z");
    }

    /** Returns a text made into something else; {@code conversion} is empty for another form. */
    public <T> T convert(String member, Function<String, Optional<T>> conversion, String expected)
            throws MalformedStructureException {
        JsonValue value = value(member);
        Optional<T> converted = conversion.apply(text(path(member), value));
        if (converted.isEmpty()) {
            throw wrong(path(member), value, expected);
        }
        return converted.get();
    }

    /** Returns the bytes of a value exactly as they stand in the text. */
    public byte[] source(String member) throws MalformedStructureException {
        JsonValue value = value(member);
        return Arrays.copyOfRange(json, value.start(), value.end());
    }

    /** Returns an exception about a value that is there. */
    public MalformedStructureException malformed(String member, String detail) {
        JsonValue value = members.values().get(member);
        return malformed(
                name, path(member), value == null ? members.start() : value.start(), detail);
    }

    private String path(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    private JsonValue value(String member) throws MalformedStructureException {
        @Nullable JsonValue value = members.values().get(member);
        if (value == null) {
            throw malformed(name, path(member), members.start(), "is absent");
        }
        return value;
    }

    private String text(String at, JsonValue value) throws MalformedStructureException {
        if (value instanceof JsonValue.Text text) {
            return text.value();
        }
        throw wrong(at, value, "a text");
    }

    private MalformedStructureException wrong(String at, JsonValue value, String expected) {
        return malformed(
                name, at, value.start(), "is %s, expected %s".formatted(value.kind(), expected));
    }

    private static JsonObject of(String name, byte[] json, String path, JsonValue value)
            throws MalformedStructureException {
        if (value instanceof JsonValue.Members members) {
            return new JsonObject(name, json, path, members);
        }
        throw malformed(
                name,
                path.isEmpty() ? "json" : path,
                value.start(),
                "is %s, expected an object".formatted(value.kind()));
    }

    private static List<JsonObject> objects(
            String name, byte[] json, String path, JsonValue value, int max)
            throws MalformedStructureException {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue item : items(name, path, value, max)) {
            objects.add(of(name, json, "%s[%d]".formatted(path, objects.size()), item));
        }
        return objects;
    }

    private static List<JsonValue> items(String name, String path, JsonValue value, int max)
            throws MalformedStructureException {
        if (!(value instanceof JsonValue.Items items)) {
            throw malformed(
                    name, path, value.start(), "is %s, expected a list".formatted(value.kind()));
        }
        if (items.values().size() > max) {
            throw malformed(
                    name,
                    path,
                    value.start(),
                    "has %d items, expected at most %d".formatted(items.values().size(), max));
        }
        return items.values();
    }

    private static MalformedStructureException malformed(
            String name, String path, int start, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, name, path, start, detail);
    }
}
