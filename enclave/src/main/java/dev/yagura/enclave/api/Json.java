package dev.yagura.enclave.api;

import dev.yagura.kernel.table.Row;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Rows as JSON text. Reading is bounded, because the text comes from a peer. */
public final class Json {
    /** Longest text read, in characters: a finding with much evidence is some kilobytes. */
    public static final int MAX_CHARS = 8 << 20;

    private static final int MAX_DEPTH = 32;
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
            new TypeReference<>() {};

    private static final JsonMapper MAPPER = mapper(MAX_CHARS);

    private Json() {}

    private static JsonMapper mapper(int maxChars) {
        return JsonMapper.builder(
                        JsonFactory.builder()
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxNestingDepth(MAX_DEPTH)
                                                .maxDocumentLength(maxChars)
                                                .maxStringLength(maxChars)
                                                .build())
                                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Returns the row as one line of JSON, without a line break. */
    public static String write(Row row) {
        return MAPPER.writeValueAsString(row.fields());
    }

    /**
     * Reads one JSON object.
     *
     * @throws JsonFormatException if {@code text} is not exactly one object within the bounds
     */
    public static Row read(String text) throws JsonFormatException {
        return read(text, MAPPER);
    }

    /**
     * Reads one JSON object that may be longer than an answer's.
     *
     * @param maxChars longest text
     * @throws JsonFormatException as {@link #read(String)}
     */
    static Row read(String text, int maxChars) throws JsonFormatException {
        return read(text, mapper(maxChars));
    }

    private static Row read(String text, JsonMapper mapper) throws JsonFormatException {
        try {
            LinkedHashMap<String, @Nullable Object> fields = mapper.readValue(text, FIELDS);
            if (fields == null) {
                throw new JsonFormatException("json: document is null, expected an object", null);
            }
            return new Row(fields);
        } catch (JacksonException e) {
            throw new JsonFormatException(
                    "json: %s, expected one object".formatted(e.getOriginalMessage()), e);
        }
    }
}
