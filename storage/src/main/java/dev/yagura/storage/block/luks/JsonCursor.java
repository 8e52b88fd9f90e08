package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks through the JSON area's objects, field by field, and takes values of the forms that the
 * specification has. What the JSON itself does not allow leaves as the parser's own exception.
 */
final class JsonCursor implements AutoCloseable {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(LuksLimits.MAX_JSON_BYTES)
                                    .maxNestingDepth(LuksLimits.MAX_JSON_DEPTH)
                                    .maxNameLength(256)
                                    .maxStringLength(LuksLimits.MAX_JSON_TEXT_CHARS)
                                    .maxNumberLength(20)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /** The specification writes numbers of 64 bits as texts. */
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");

    private static final Pattern INDEX = Pattern.compile("[0-9]{1,2}");

    private final JsonParser in;

    /** Starts at the object that fills the first {@code length} bytes. */
    JsonCursor(byte[] json, int length) {
        this.in = FACTORY.createParser(ObjectReadContext.empty(), json, 0, length);
        in.nextToken();
    }

    /** Requires an object here, and stands before its first field. */
    void open() throws MalformedStructureException {
        require(JsonToken.START_OBJECT, "an object");
    }

    /** Goes to the value of the next field; returns false at the end of the object. */
    boolean next() {
        if (in.nextToken() != JsonToken.PROPERTY_NAME) {
            return false;
        }
        in.nextToken();
        return true;
    }

    /** Requires that nothing follows. */
    void end() throws MalformedStructureException {
        if (in.nextToken() != null) {
            throw malformed(Reason.OUT_OF_RANGE, "is followed by more, expected its end");
        }
    }

    /** Returns the name of the field whose value is here. */
    String name() {
        return in.currentName();
    }

    /** Passes by the value that is here. */
    void skip() {
        in.skipChildren();
    }

    /** Returns the name of the field as the number of a keyslot, segment or digest. */
    int index() throws MalformedStructureException {
        return index(name());
    }

    private int index(String text) throws MalformedStructureException {
        if (!INDEX.matcher(text).matches() || Integer.parseInt(text) >= LuksLimits.MAX_OBJECTS) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "has number \"%s\", expected 0..%d"
                            .formatted(HeaderText.printable(text), LuksLimits.MAX_OBJECTS - 1));
        }
        return Integer.parseInt(text);
    }

    /** Returns a text, made printable. */
    String text() throws MalformedStructureException {
        return HeaderText.printable(string());
    }

    private String string() throws MalformedStructureException {
        require(JsonToken.VALUE_STRING, "a text");
        return in.getString();
    }

    /** Returns a number in a range. */
    long number(long min, long max) throws MalformedStructureException {
        require(JsonToken.VALUE_NUMBER_INT, "a whole number");
        return requireRange(in.getLongValue(), min, max);
    }

    /** Returns a number that is written as a text. */
    long decimal(long max) throws MalformedStructureException {
        String text = string();
        if (!DECIMAL.matcher(text).matches()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "is \"%s\", expected at most 18 decimal digits"
                            .formatted(HeaderText.printable(text)));
        }
        return requireRange(Long.parseLong(text), 0, max);
    }

    /** Returns bytes that are written in base64. */
    HeaderBytes base64(int min, int max) throws MalformedStructureException {
        String text = string();
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed(Reason.OUT_OF_RANGE, "is not base64");
        }
        if (bytes.length < min || bytes.length > max) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "has %d bytes, expected %d..%d".formatted(bytes.length, min, max));
        }
        return HeaderBytes.owning(bytes);
    }

    /** Returns a list of texts. */
    List<String> texts() throws MalformedStructureException {
        require(JsonToken.START_ARRAY, "a list");
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == LuksLimits.MAX_OBJECTS) {
                throw malformed(
                        Reason.OUT_OF_RANGE, "has more elements than " + LuksLimits.MAX_OBJECTS);
            }
            texts.add(text());
        }
        return texts;
    }

    /** Returns a list of numbers of keyslots or segments. */
    List<Integer> indexes() throws MalformedStructureException {
        List<Integer> indexes = new ArrayList<>();
        for (String text : texts()) {
            indexes.add(index(text));
        }
        return indexes;
    }

    /** Returns an exception about the value that is here, for the caller to throw. */
    MalformedStructureException malformed(Reason reason, String detail) {
        String path = in.streamReadContext().pathAsPointer().toString();
        return new MalformedStructureException(
                reason,
                "luks2 json",
                path.isEmpty() ? "document" : HeaderText.printable(path),
                Math.max(0, in.currentTokenLocation().getByteOffset()),
                detail);
    }

    private void require(JsonToken token, String words) throws MalformedStructureException {
        if (in.currentToken() != token) {
            throw malformed(
                    Reason.OUT_OF_RANGE, "is %s, expected %s".formatted(in.currentToken(), words));
        }
    }

    private long requireRange(long value, long min, long max) throws MalformedStructureException {
        if (value < min || value > max) {
            throw malformed(
                    Reason.OUT_OF_RANGE, "is %d, expected %d..%d".formatted(value, min, max));
        }
        return value;
    }

    @Override
    public void close() {
        in.close();
    }
}
