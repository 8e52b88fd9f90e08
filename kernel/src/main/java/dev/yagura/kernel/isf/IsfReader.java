package dev.yagura.kernel.isf;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads the sections of a file one after the other, without a tree of the whole. */
final class IsfReader {
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxDocumentLength(IsfLimits.MAX_BYTES)
                                    .maxNestingDepth(IsfLimits.MAX_DEPTH)
                                    .maxStringLength(IsfLimits.MAX_STRING)
                                    .maxNameLength(IsfLimits.MAX_NAME)
                                    .build())
                    .build();

    private final JsonParser json;
    private final Fields fields;
    private final Declarations declared = new Declarations();
    private int fieldsLeft = IsfLimits.MAX_FIELDS;

    IsfReader(MemorySegment text) {
        this.json = FACTORY.createParser(ObjectReadContext.empty(), new SegmentStream(text));
        this.fields = new Fields(json);
    }

    Declarations read() throws MalformedStructureException {
        try (json) {
            fields.open(json.nextToken());
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                section(json.currentName());
            }
            if (declared.users.isEmpty() || declared.bases.isEmpty()) {
                throw fields.malformed("user_types", "is empty or missing, expected types");
            }
            return declared;
        } catch (JacksonException e) {
            throw fields.malformed("text", "is not JSON within bounds: " + e.getOriginalMessage());
        }
    }

    private void section(String name) throws MalformedStructureException {
        JsonToken value = json.nextToken();
        switch (name) {
            case "base_types" -> {
                fields.open(value);
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    declared.bases.put(json.currentName(), baseType());
                    requireRoom();
                }
            }
            case "enums" -> {
                fields.open(value);
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    declared.enums.put(json.currentName(), enumType());
                    requireRoom();
                }
            }
            case "user_types" -> {
                fields.open(value);
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    declared.users.put(json.currentName(), userType());
                    requireRoom();
                }
            }
            case "symbols" -> {
                fields.open(value);
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    symbol(json.currentName());
                }
            }
            default -> json.skipChildren();
        }
    }

    private void requireRoom() throws MalformedStructureException {
        if (declared.types() > IsfLimits.MAX_TYPES) {
            throw fields.malformed(
                    "types", "are too many, expected at most " + IsfLimits.MAX_TYPES);
        }
    }

    private Declarations.BaseType baseType() throws MalformedStructureException {
        fields.open(json.nextToken());
        long size = 0;
        boolean signed = false;
        String kind = "";
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (fields.enter()) {
                case "size" -> size = fields.number("size");
                case "signed" -> signed = json.currentToken() == JsonToken.VALUE_TRUE;
                case "kind" -> kind = fields.text("kind");
                default -> json.skipChildren();
            }
        }
        return new Declarations.BaseType(size, signed, kind);
    }

    private Declarations.EnumType enumType() throws MalformedStructureException {
        fields.open(json.nextToken());
        long size = 0;
        String base = "";
        Map<String, Long> constants = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (fields.enter()) {
                case "size" -> size = fields.number("size");
                case "base" -> base = fields.text("base");
                case "constants" -> {
                    fields.open(json.currentToken());
                    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                        String name = fields.enter();
                        constants.put(name, fields.number(name));
                        takeField();
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Declarations.EnumType(size, base, constants);
    }

    private Declarations.UserType userType() throws MalformedStructureException {
        fields.open(json.nextToken());
        long size = 0;
        boolean union = false;
        List<Declarations.Field> members = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (fields.enter()) {
                case "size" -> size = fields.size("size");
                case "kind" -> union = fields.text("kind").equals("union");
                case "fields" -> {
                    fields.open(json.currentToken());
                    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                        members.add(field(json.currentName()));
                        takeField();
                    }
                }
                default -> json.skipChildren();
            }
        }
        // dwarf2json writes them in the order of their names.
        members.sort(Comparator.comparingLong(Declarations.Field::offsetBits));
        return new Declarations.UserType(size, union, members);
    }

    private Declarations.Field field(String name) throws MalformedStructureException {
        fields.open(json.nextToken());
        long offset = 0;
        boolean anonymous = false;
        TypeNode type = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (fields.enter()) {
                case "offset" -> offset = fields.size("offset");
                case "anonymous" -> anonymous = json.currentToken() == JsonToken.VALUE_TRUE;
                case "type" -> type = fields.type();
                default -> json.skipChildren();
            }
        }
        if (type == null) {
            throw fields.malformed(name, "has no type, expected one");
        }
        return new Declarations.Field(name, offset, anonymous, type);
    }

    private void takeField() throws MalformedStructureException {
        if (fieldsLeft-- == 0) {
            throw fields.malformed(
                    "fields", "are too many, expected at most " + IsfLimits.MAX_FIELDS);
        }
    }

    private void symbol(String name) throws MalformedStructureException {
        fields.open(json.nextToken());
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            if (fields.enter().equals("address")) {
                declared.symbols.put(name, fields.number("address"));
            } else {
                json.skipChildren();
            }
        }
        if (declared.symbols.size() > IsfLimits.MAX_SYMBOLS) {
            throw fields.malformed(
                    "symbols", "are too many, expected at most " + IsfLimits.MAX_SYMBOLS);
        }
    }
}
