package dev.yagura.kernel.truth;

import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The types of a BTF as {@code bpftool -j btf dump file FILE} prints them, put into words in the
 * same way as {@link TypeWords} puts ours: two readers of one file, compared as text.
 */
public final class BpftoolTypes {
    private static final int MAX_DEPTH = 64;

    /** What bpftool 7.1 prints for an integer that is both SIGNED and CHAR, as gcc has them. */
    private static final String SIGNED_CHARACTER = "UNKN";

    /** A type or a part of one: strings and numbers by name, and parts in order. */
    private record Node(Map<String, Object> values, List<Node> parts) {
        String text(String key) {
            String value = String.valueOf(values.get(key));
            return value.equals("(anon)") ? "" : value;
        }

        long number(String key) {
            return values.get(key) instanceof Long value ? value : 0;
        }

        String kind() {
            return text("kind");
        }
    }

    private final Map<Long, Node> types;
    private final Set<String> tags = new HashSet<>();
    private boolean signsRecorded;

    private BpftoolTypes(Map<Long, Node> types) {
        this.types = types;
        for (Node node : types.values()) {
            if (isStruct(node)) {
                tags.add(node.text("name"));
            }
            signsRecorded |=
                    node.kind().startsWith("ENUM") && node.text("encoding").equals("SIGNED");
        }
    }

    /** Runs bpftool on a file. */
    public static BpftoolTypes of(Path btf) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("bpftool", "-j", "btf", "dump", "file", btf.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BpftoolTypes read = read(process.getInputStream());
        if (process.waitFor() != 0) {
            throw new IOException("bpftool: exit status " + process.exitValue() + ", expected 0");
        }
        return read;
    }

    /** Reads what bpftool printed. */
    public static BpftoolTypes read(InputStream printed) {
        Map<Long, Node> types = new TreeMap<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), printed)) {
            json.nextToken();
            json.nextName();
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Node node = node(json);
                types.put(node.number("id"), node);
            }
        }
        return new BpftoolTypes(types);
    }

    private static Node node(JsonParser json) {
        Map<String, Object> values = new HashMap<>();
        List<Node> parts = new ArrayList<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    parts.add(node(json));
                }
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                values.put(name, json.getBigIntegerValue().longValue());
            } else {
                values.put(name, json.getString());
            }
        }
        return new Node(values, parts);
    }

    /** Returns how many types there are. */
    public int count() {
        return types.size();
    }

    /** Returns what {@code found} has otherwise; at most {@code max} lines. */
    public List<String> differences(TypeCatalog found, int max) {
        List<String> differences = new ArrayList<>();
        if (found.count() != count()) {
            differences.add("count: " + found.count() + ", expected " + count());
        }
        byName("STRUCT", "UNION")
                .forEach((name, same) -> compareStruct(name, same, found, differences));
        byName("ENUM", "ENUM64")
                .forEach((name, same) -> compareEnum(name, same, found, differences));
        byName("TYPEDEF").forEach((name, same) -> compareTypedef(name, same, found, differences));
        return differences.subList(0, Math.min(max, differences.size()));
    }

    /** Returns the names of the structures and unions that {@link #differences} compares. */
    public Set<String> structs() {
        return byName("STRUCT", "UNION").keySet();
    }

    /** Returns the names of enumerations. */
    public Set<String> enumerations() {
        return byName("ENUM", "ENUM64").keySet();
    }

    /** Types of those kinds; several can share a name. */
    private Map<String, List<Node>> byName(String... kinds) {
        Map<String, List<Node>> named = new TreeMap<>();
        for (Node node : types.values()) {
            if (List.of(kinds).contains(node.kind()) && !node.text("name").isEmpty()) {
                named.computeIfAbsent(node.text("name"), key -> new ArrayList<>()).add(node);
            }
        }
        return named;
    }

    private void compareStruct(
            String name, List<Node> same, TypeCatalog found, List<String> differences) {
        Optional<StructType> struct = found.struct(name);
        String words = struct.map(type -> TypeWords.of(type, 0)).orElse("missing");
        if (same.stream().noneMatch(node -> struct(node, 0).equals(words))) {
            differences.add(name + ": " + words + ", expected " + struct(same.getFirst(), 0));
        }
    }

    private void compareTypedef(
            String name, List<Node> same, TypeCatalog found, List<String> differences) {
        Node target = strip(same.getFirst().number("type_id"));
        if (!isStruct(target) || tags.contains(name)) {
            return;
        }
        String words = found.struct(name).map(type -> TypeWords.of(type, 0)).orElse("missing");
        if (!words.equals(struct(target, 0))) {
            differences.add(name + ": " + words + ", expected " + struct(target, 0));
        }
    }

    private void compareEnum(
            String name, List<Node> same, TypeCatalog found, List<String> differences) {
        Map<String, Long> constants = found.enumeration(name).orElse(Map.of());
        if (same.stream().noneMatch(node -> constants(node).equals(constants))) {
            differences.add(name + ": " + constants + ", expected " + constants(same.getFirst()));
        }
    }

    /** bpftool 7.1 prints an unsigned 32-bit constant from 2^31 on with its sign extended. */
    private Map<String, Long> constants(Node node) {
        long mask = node.kind().equals("ENUM") && !isSigned(node) ? 0xFFFF_FFFFL : -1;
        Map<String, Long> constants = new HashMap<>();
        node.parts().forEach(part -> constants.put(part.text("name"), part.number("val") & mask));
        return constants;
    }

    /** A file of a pahole that does not know signs (before 1.24) has none. */
    private boolean isSigned(Node node) {
        return !signsRecorded || node.text("encoding").equals("SIGNED");
    }

    private static boolean isStruct(Node node) {
        return node.kind().equals("STRUCT") || node.kind().equals("UNION");
    }

    private String struct(Node node, int depth) {
        StringBuilder words = new StringBuilder(node.kind().toLowerCase(Locale.ROOT));
        words.append(' ').append(node.text("name")).append(' ').append(node.number("size"));
        for (Node member : node.parts()) {
            words.append("\n")
                    .append(member.text("name"))
                    .append('@')
                    .append(member.number("bits_offset"))
                    .append(':')
                    .append(member.number("bitfield_size"))
                    .append(' ')
                    .append(member(member, depth + 1));
        }
        return words.toString();
    }

    /** A member without a name is given whole, whether its type has a tag or not. */
    private String member(Node member, int depth) {
        Node type = strip(member.number("type_id"));
        return member.text("name").isEmpty() && isStruct(type)
                ? "{" + struct(type, depth) + "}"
                : words(member.number("type_id"), depth);
    }

    private Node strip(long id) {
        Node node = types.getOrDefault(id, new Node(Map.of("kind", "VOID"), List.of()));
        return switch (node.kind()) {
            case "TYPEDEF", "CONST", "VOLATILE", "RESTRICT", "TYPE_TAG" ->
                    strip(node.number("type_id"));
            default -> node;
        };
    }

    private String words(long id, int depth) {
        Node node = strip(id);
        if (depth > MAX_DEPTH) {
            return "deep";
        }
        String name = node.text("name");
        return switch (node.kind()) {
            case "INT" ->
                    "int "
                            + name
                            + " "
                            + node.number("size")
                            + " "
                            + List.of("SIGNED", SIGNED_CHARACTER).contains(node.text("encoding"));
            case "FLOAT" -> "float " + name + " " + node.number("size");
            case "PTR" -> "pointer to " + words(node.number("type_id"), depth + 1);
            case "ARRAY" ->
                    node.number("nr_elems") + " of " + words(node.number("type_id"), depth + 1);
            case "STRUCT", "UNION" ->
                    name.isEmpty()
                            ? "{" + struct(node, depth + 1) + "}"
                            : node.kind().equals("UNION") + " " + name;
            case "FWD" -> node.text("fwd_kind").equals("union") + " " + name;
            case "ENUM", "ENUM64" ->
                    "enum " + name + " " + node.number("size") + " " + isSigned(node);
            case "FUNC_PROTO" -> "function";
            default -> "untyped";
        };
    }
}
