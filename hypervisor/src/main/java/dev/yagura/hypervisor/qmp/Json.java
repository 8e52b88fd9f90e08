package dev.yagura.hypervisor.qmp;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The little JSON that QEMU speaks, as plain objects: {@link Map} for an object, {@link List},
 * {@link String}, {@link Long}, {@link Double}, {@link Boolean}, and null.
 *
 * <p>Depth, text and number lengths are bounded by {@link #MAX_DEPTH} and {@link #MAX_CHARS}.
 */
public final class Json {
    /** Deepest nesting accepted; QMP's own answers need about six. */
    public static final int MAX_DEPTH = 32;

    /** Longest text accepted, in characters; {@code info mtree -f} of a large guest has 300,000. */
    public static final int MAX_CHARS = 4 << 20;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_CHARS)
                                    .maxNumberLength(32)
                                    .build())
                    .build();

    private Json() {}

    /**
     * Reads one JSON object; nothing but white space may follow it.
     *
     * @param what how error messages call the text
     * @throws MalformedStructureException if the text is not one JSON object within the limits
     */
    public static Map<String, @Nullable Object> object(String what, String text)
            throws MalformedStructureException {
        if (text.length() > MAX_CHARS) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    what,
                    0,
                    "is %d characters, expected at most %d".formatted(text.length(), MAX_CHARS));
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused(Reason.BAD_MAGIC, what, 0, "does not start a JSON object");
            }
            Map<String, @Nullable Object> object = members(parser);
            if (parser.nextToken() != null) {
                long at = parser.currentTokenLocation().getCharOffset();
                throw refused(Reason.OUT_OF_RANGE, what, at, "follows the object's end");
            }
            return object;
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw refused(Reason.BAD_MAGIC, what, Math.max(0, at), "is not JSON");
        }
    }

    /** Writes an object; values may be what {@link #object} returns. */
    public static String write(Map<String, ? extends @Nullable Object> object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, object);
        }
        return text.toString();
    }

    // Recursion is bounded by the parser's own nesting limit.
    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> number(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    // QMP has unsigned 64-bit numbers; Jackson would refuse those from 2^63 on as a long.
    private static Object number(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getDoubleValue();
        };
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case Map<?, ?> object -> {
                generator.writeStartObject();
                object.forEach((name, member) -> {
                    generator.writeName(String.valueOf(name));
                    write(generator, member);
                });
                generator.writeEndObject();
            }
            case List<?> elements -> {
                generator.writeStartArray();
                elements.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case Long number -> generator.writeNumber(number);
            case Integer number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Boolean bool -> generator.writeBoolean(bool);
            default -> generator.writeString(value.toString());
        }
    }

    private static MalformedStructureException refused(
            Reason reason, String what, long offset, String detail) {
        return new MalformedStructureException(reason, what, "character", offset, detail);
    }
}
