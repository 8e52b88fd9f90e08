package dev.yagura.channel.control;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON of the other end into maps, lists, strings, longs and booleans. Nothing else is part
 * of the protocol: no fractions, no null.
 */
final class Json {
    static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(ControlLimits.MAX_RESPONSE_BYTES)
                                    .maxNestingDepth(ControlLimits.MAX_DEPTH)
                                    .maxNameLength(64)
                                    .maxStringLength(4 * ControlLimits.MAX_TEXT_CHARS)
                                    .maxNumberLength(20)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final String name;
    private final JsonParser in;

    private Json(String name, JsonParser in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Reads one object that fills {@code bytes}.
     *
     * @param name how messages call it
     * @param maxBytes longest accepted input
     */
    static JsonObject parse(String name, byte[] bytes, int maxBytes)
            throws MalformedStructureException {
        if (bytes.length > maxBytes) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "length",
                    0,
                    "is %d, expected at most %d".formatted(bytes.length, maxBytes));
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            return new Json(name, parser).document();
        } catch (JacksonException e) {
            long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "json",
                    Math.max(0, offset),
                    "is not well-formed: " + e.getOriginalMessage());
        }
    }

    private JsonObject document() throws MalformedStructureException {
        JsonToken first = in.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw malformed("is " + first + ", expected an object");
        }
        Map<String, Object> fields = object();
        if (in.nextToken() != null) {
            throw malformed("is followed by more, expected its end");
        }
        return new JsonObject(name, fields);
    }

    /** Depth is bounded by the parser. */
    private Object value() throws MalformedStructureException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> in.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> number();
            case null, default -> throw malformed("holds " + in.currentToken());
        };
    }

    private long number() throws MalformedStructureException {
        if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw malformed("holds " + in.getString() + ", expected less than 2^63");
        }
        return in.getLongValue();
    }

    private Map<String, Object> object() throws MalformedStructureException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = in.currentName();
            in.nextToken();
            fields.put(field, value());
        }
        return fields;
    }

    private List<Object> array() throws MalformedStructureException {
        List<Object> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == ControlLimits.MAX_ELEMENTS) {
                throw malformed(
                        "holds an array of more than %d elements"
                                .formatted(ControlLimits.MAX_ELEMENTS));
            }
            elements.add(value());
        }
        return elements;
    }

    private MalformedStructureException malformed(String detail) {
        long offset = Math.max(0, in.currentTokenLocation().getByteOffset());
        return new MalformedStructureException(Reason.OUT_OF_RANGE, name, "json", offset, detail);
    }
}
