package dev.yagura.it.dump;

import dev.yagura.kernel.symbols.Symbol;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes types and symbols in the form of dwarf2json 0.8, schema 6.2.0. */
final class IsfText {
    private final TypeCatalog types;
    private final Map<String, String> bases = new LinkedHashMap<>();
    private final Map<String, String> enums = new LinkedHashMap<>();
    private final Map<String, String> users = new LinkedHashMap<>();
    private int unnamed;

    IsfText(TypeCatalog types) {
        this.types = types;
    }

    /** Writes all; addresses go back to where the kernel was linked. */
    String write(
            Collection<String> structs,
            Collection<String> enumerations,
            List<Symbol> symbols,
            long kaslrOffset) {
        for (String name : enumerations) {
            types.enumeration(name).ifPresent(constants -> enumeration(name, constants, 4, false));
        }
        for (String name : structs) {
            users.put(name, struct(types.struct(name).orElseThrow()));
        }
        base("void", 0, false, "void");
        Map<String, String> addresses = new LinkedHashMap<>();
        for (Symbol symbol : symbols) {
            long gva = symbol.gva() < 0 ? symbol.gva() - kaslrOffset : symbol.gva();
            addresses.putIfAbsent(
                    symbol.name(), "{\"address\": " + Long.toUnsignedString(gva) + "}");
        }
        return "{\"metadata\": {\"format\": \"6.2.0\"}, \"base_types\": "
                + object(bases)
                + ", \"user_types\": "
                + object(users)
                + ", \"enums\": "
                + object(enums)
                + ", \"symbols\": "
                + object(addresses)
                + "}";
    }

    private static String object(Map<String, String> values) {
        StringJoiner text = new StringJoiner(",\n", "{", "}");
        values.forEach((name, value) -> text.add("\"" + name + "\": " + value));
        return text.toString();
    }

    private void base(String name, int size, boolean signed, String kind) {
        bases.put(
                name,
                "{\"size\": " + size + ", \"signed\": " + signed + ", \"kind\": \"" + kind + "\"}");
    }

    private void enumeration(String name, Map<String, Long> constants, int size, boolean signed) {
        String base = "enum base " + size + " " + signed;
        base(base, size, signed, "int");
        Map<String, String> values = new LinkedHashMap<>();
        constants.forEach((constant, value) -> values.put(constant, String.valueOf(value)));
        enums.put(
                name,
                "{\"size\": "
                        + size
                        + ", \"base\": \""
                        + base
                        + "\", \"constants\": "
                        + object(values)
                        + "}");
    }

    private String struct(StructType type) {
        Map<String, String> fields = new LinkedHashMap<>();
        int count = 0;
        for (StructType.Member member : type.members()) {
            boolean anonymous = member.name().isEmpty();
            String name = anonymous ? "unnamed_field_" + count++ : member.name();
            // A bit field is given by the byte it starts in and the bit there.
            String text = type(member.type());
            if (member.bitfieldBits() > 0) {
                text =
                        "{\"kind\": \"bitfield\", \"bit_position\": "
                                + member.offsetBits() % 8
                                + ", \"bit_length\": "
                                + member.bitfieldBits()
                                + ", \"type\": "
                                + text
                                + "}";
            }
            fields.put(
                    name,
                    "{\"offset\": "
                            + member.offsetBits() / 8
                            + ", \"anonymous\": "
                            + anonymous
                            + ", \"type\": "
                            + text
                            + "}");
        }
        return "{\"size\": "
                + type.sizeBytes()
                + ", \"kind\": \""
                + (type.union() ? "union" : "struct")
                + "\", \"fields\": "
                + object(fields)
                + "}";
    }

    private String type(CType type) {
        return switch (type) {
            case CType.Int(String name, int size, boolean signed) -> {
                base(name, size, signed, "int");
                yield named("base", name);
            }
            case CType.Floating(String name, int size) -> {
                base(name, size, true, "float");
                yield named("base", name);
            }
            case CType.Pointer(CType target) ->
                    "{\"kind\": \"pointer\", \"subtype\": " + type(target) + "}";
            case CType.Array(CType element, long count) ->
                    "{\"kind\": \"array\", \"count\": "
                            + count
                            + ", \"subtype\": "
                            + type(element)
                            + "}";
            case CType.Named(String tag, boolean union) -> named(union ? "union" : "struct", tag);
            case CType.Anonymous(StructType struct) -> {
                String name = struct.tag().isEmpty() ? "unnamed_" + unnamed++ : struct.tag();
                users.put(name, struct(struct));
                yield named(struct.union() ? "union" : "struct", name);
            }
            case CType.Enumeration(String tag, int size, boolean signed) -> {
                String name = tag.isEmpty() ? "unnamed_enum_" + unnamed++ : tag;
                enumeration(name, types.enumeration(tag).orElse(Map.of()), size, signed);
                yield named("enum", name);
            }
            case CType.Function() -> "{\"kind\": \"function\"}";
            case CType.Untyped() -> named("base", "void");
        };
    }

    private static String named(String kind, String name) {
        return "{\"kind\": \"" + kind + "\", \"name\": \"" + name + "\"}";
    }
}
