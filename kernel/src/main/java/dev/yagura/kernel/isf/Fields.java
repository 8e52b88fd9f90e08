package dev.yagura.kernel.isf;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Values of a file, each required to be of the JSON type that the schema gives it. */
final class Fields {
    private static final String STRUCTURE = "isf";

    /** Offsets and sizes: no structure is larger than what BTF can say. */
    private static final long MAX_SIZE = 0xFFFF_FFFFL;

    private final JsonParser json;

    Fields(JsonParser json) {
        this.json = json;
    }

    /** Requires an object. */
    void open(JsonToken token) throws MalformedStructureException {
        if (token != JsonToken.START_OBJECT) {
            throw malformed(
                    String.valueOf(json.currentName()), "is " + token + ", expected an object");
        }
    }

    /** Goes to the value of the current property and returns the name of that. */
    String enter() {
        String name = json.currentName();
        json.nextToken();
        return name;
    }

    String text(String field) throws MalformedStructureException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(field, "is " + json.currentToken() + ", expected a string");
        }
        return json.getString();
    }

    /** Returns a 64-bit number; from 2^63 on it comes out negative. */
    long number(String field) throws MalformedStructureException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw malformed(field, "is " + json.currentToken() + ", expected a whole number");
        }
        if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        BigInteger value = json.getBigIntegerValue();
        if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
            throw malformed(field, "is " + value + ", expected at most 64 bits");
        }
        return value.longValue();
    }

    /** Returns a number of bytes. */
    long size(String field) throws MalformedStructureException {
        long value = number(field);
        if (value < 0 || value > MAX_SIZE) {
            throw malformed(
                    field, "is " + Long.toUnsignedString(value) + ", expected 0..4294967295");
        }
        return value;
    }

    /** Reads a type; the parser bounds how deep it nests. */
    TypeNode type() throws MalformedStructureException {
        open(json.currentToken());
        String kind = "";
        String name = "";
        long count = 0;
        int position = 0;
        int length = 0;
        TypeNode inner = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (enter()) {
                case "kind" -> kind = text("kind");
                case "name" -> name = text("name");
                case "count" -> count = size("count");
                case "bit_position" -> position = (int) (size("bit_position") & 0xFFFF);
                case "bit_length" -> length = (int) (size("bit_length") & 0xFFFF);
                case "subtype", "type" -> inner = type();
                default -> json.skipChildren();
            }
        }
        return switch (kind) {
            case "base" -> new TypeNode.Base(name);
            case "struct", "class" -> new TypeNode.User(name, false);
            case "union" -> new TypeNode.User(name, true);
            case "enum" -> new TypeNode.Enumeration(name);
            case "function" -> new TypeNode.Function();
            case "pointer" ->
                    new TypeNode.Pointer(inner == null ? new TypeNode.Base("void") : inner);
            case "array" -> new TypeNode.Array(required(inner, kind), count);
            case "bitfield" -> new TypeNode.BitField(required(inner, kind), position, length);
            default -> throw malformed("kind", "is \"" + kind + "\", expected one of the schema's");
        };
    }

    private TypeNode required(@Nullable TypeNode inner, String kind)
            throws MalformedStructureException {
        if (inner == null) {
            throw malformed(kind, "has no inner type, expected one");
        }
        return inner;
    }

    MalformedStructureException malformed(String field, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                STRUCTURE,
                field,
                json.currentLocation().getByteOffset(),
                detail);
    }
}
