package dev.yagura.channel.control;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes one JSON object. */
final class JsonWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator out;

    JsonWriter() {
        out = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8);
        out.writeStartObject();
    }

    JsonWriter number(String field, long value) {
        out.writeNumberProperty(field, value);
        return this;
    }

    JsonWriter text(String field, String value) {
        out.writeStringProperty(field, value);
        return this;
    }

    JsonWriter bool(String field, boolean value) {
        out.writeBooleanProperty(field, value);
        return this;
    }

    JsonWriter hex(String field, long value) {
        return text(field, "0x" + Long.toHexString(value));
    }

    JsonWriter constant(String field, Enum<?> value) {
        return text(field, JsonObject.written(value));
    }

    /** Writes a list of texts. */
    JsonWriter texts(String field, List<String> values) {
        out.writeArrayPropertyStart(field);
        values.forEach(out::writeString);
        out.writeEndArray();
        return this;
    }

    /** Writes a list of objects. */
    <T> JsonWriter objects(String field, List<T> values, BiConsumer<JsonWriter, T> each) {
        out.writeArrayPropertyStart(field);
        for (T value : values) {
            out.writeStartObject();
            each.accept(this, value);
            out.writeEndObject();
        }
        out.writeEndArray();
        return this;
    }

    /** Writes an object. */
    <T> JsonWriter object(String field, T value, BiConsumer<JsonWriter, T> fields) {
        out.writeObjectPropertyStart(field);
        fields.accept(this, value);
        out.writeEndObject();
        return this;
    }

    /** Ends the object and returns it. */
    byte[] end() {
        out.writeEndObject();
        out.close();
        return bytes.toByteArray();
    }
}
