package dev.yagura.attestation.dcap.json;

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
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON text whole. */
final class JsonTree {

    /** Deepest nesting; a cache of responses has four more levels than TCB info, which has five. */
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(JsonObject.MAX_BYTES)
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNameLength(256)
                                    .maxStringLength(JsonObject.MAX_BYTES)
                                    .maxNumberLength(20)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private final String name;
    private final JsonParser in;

    private JsonTree(String name, JsonParser in) {
        this.name = name;
        this.in = in;
    }

    /** Reads a text that must be one object or one list. */
    static JsonValue parse(String name, byte[] json) throws MalformedStructureException {
        if (json.length > JsonObject.MAX_BYTES) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "length",
                    0,
                    "is %d, expected at most %d".formatted(json.length, JsonObject.MAX_BYTES));
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new JsonTree(name, parser).document();
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "json",
                    at == null ? 0 : Math.max(0, at.getByteOffset()),
                    "is not well-formed: " + e.getOriginalMessage());
        }
    }

    private JsonValue document() throws MalformedStructureException {
        JsonToken first = in.nextToken();
        if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "json", 0, "is no object or list, expected one");
        }
        JsonValue root = value();
        if (in.nextToken() != null) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "json",
                    root.end(),
                    "is followed by more, expected its end");
        }
        return root;
    }

    private JsonValue value() {
        int start = Math.toIntExact(in.currentTokenLocation().getByteOffset());
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    String member = in.currentName();
                    in.nextToken();
                    members.put(member, value());
                }
                yield new JsonValue.Members(members, start, end());
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value());
                }
                yield new JsonValue.Items(items, start, end());
            }
            case VALUE_STRING -> new JsonValue.Text(in.getString(), start, end());
            case null, default ->
                    new JsonValue.Literal(String.valueOf(in.getString()), start, end());
        };
    }

    /** Where the text of the current token ends. */
    private int end() {
        return Math.toIntExact(in.currentLocation().getByteOffset());
    }
}
