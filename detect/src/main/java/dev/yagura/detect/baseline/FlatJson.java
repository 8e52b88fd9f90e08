package dev.yagura.detect.baseline;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** One line of a baseline: an object whose values are all texts. */
final class FlatJson {
    private static final int MAX_LINE_CHARS = 1 << 20;
    private static final int MAX_NAME_CHARS = 1_024;
    private static final int MAX_FIELDS = 1_024;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(MAX_LINE_CHARS)
                                    .maxNestingDepth(1)
                                    .maxNameLength(MAX_NAME_CHARS)
                                    .maxStringLength(MAX_LINE_CHARS)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private FlatJson() {}

    /** Returns the one text that these fields are written as, without a line break. */
    static String write(SequencedMap<String, String> fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            out.writeStartObject();
            fields.forEach(out::writeStringProperty);
            out.writeEndObject();
        }
        return line.toString();
    }

    /**
     * Reads a line that {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it did not; for the user
     */
    static SequencedMap<String, String> read(String line) {
        if (line.length() > MAX_LINE_CHARS) {
            throw new IllegalArgumentException(
                    "line has %d characters, expected at most %d"
                            .formatted(line.length(), MAX_LINE_CHARS));
        }
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("line is no JSON object");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                if (in.nextToken() != JsonToken.VALUE_STRING || fields.size() == MAX_FIELDS) {
                    throw new IllegalArgumentException(
                            "field \"%s\" is %s, expected one of %d texts"
                                    .formatted(name, in.currentToken(), MAX_FIELDS));
                }
                fields.put(name, in.getString());
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("line is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!write(fields).equals(line)) {
            throw new IllegalArgumentException("line is not as it was written");
        }
        return fields;
    }
}
