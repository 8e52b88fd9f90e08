package dev.yagura.bpf.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lays out the structures of {@code types.txt} as a compiler would, and writes them as BTF. */
final class FakeTypes {
    private static final String FILE = "types.txt";
    private static final int POINTER_BYTES = 8;
    private static final Pattern MEMBER = Pattern.compile("(.+?) ?(\\**)(\\w+)(?:\\[(\\d+)])?");

    /** A structure as it is laid out, in bytes. */
    private static final class Struct {
        private final String name;
        private final Map<String, Member> members = new LinkedHashMap<>();
        private int size;
        private int alignment = 1;

        private Struct(String name) {
            this.name = name;
        }
    }

    /** A type by its number in the BTF, with what of it can be asked further. */
    private record Type(int id, int size, int alignment, String struct) {}

    private record Member(Type type, int offset) {}

    private final BtfWriter btf = new BtfWriter();
    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, Struct> structs = new HashMap<>();

    /** Reads the file. */
    FakeTypes() {
        integer("char", 1, true);
        integer("unsigned char", 1, false);
        integer("short", 2, true);
        integer("unsigned short", 2, false);
        integer("int", 4, true);
        integer("unsigned int", 4, false);
        integer("long", 8, true);
        integer("unsigned long", 8, false);
        String[] lines = text().split("\n", -1);
        for (int i = 0; i < lines.length; ) {
            String head = lines[i++];
            if (head.isEmpty() || head.startsWith("#")) {
                continue;
            }
            int end = i;
            while (end < lines.length && lines[end].startsWith("\t")) {
                end++;
            }
            define(head, Arrays.copyOfRange(lines, i, end));
            i = end;
        }
    }

    /** Returns the whole. */
    byte[] bytes() {
        return btf.bytes();
    }

    /** Returns the size of a structure, in bytes. */
    int size(String struct) {
        return struct(struct).size;
    }

    /**
     * Returns where a member is.
     *
     * @param path names with dots between them
     */
    int offset(String struct, String path) {
        int offset = 0;
        String at = struct;
        for (String name : path.split("\\.", -1)) {
            Member member = member(at, name);
            offset += member.offset();
            at = member.type().struct();
        }
        return offset;
    }

    /** Returns the size of a member, in bytes. */
    int size(String struct, String path) {
        String at = struct;
        int size = 0;
        for (String name : path.split("\\.", -1)) {
            Type type = member(at, name).type();
            size = type.size();
            at = type.struct();
        }
        return size;
    }

    private Member member(String struct, String name) {
        return Objects.requireNonNull(struct(struct).members.get(name), struct + "." + name);
    }

    private Struct struct(String name) {
        return Objects.requireNonNull(structs.get(name), name);
    }

    private void integer(String name, int size, boolean signed) {
        types.put(name, new Type(btf.integer(name, size, signed), size, size, ""));
    }

    private void define(String head, String[] lines) {
        String[] words = head.split(" ", -1);
        String name = words[words.length - 1];
        switch (words[0]) {
            case "typedef" -> {
                Type type = type(head.substring(8, head.length() - name.length() - 1), 0);
                types.put(
                        name,
                        new Type(
                                btf.typedef(name, type.id()),
                                type.size(),
                                type.alignment(),
                                type.struct()));
            }
            case "enum" -> types.put(head, new Type(btf.enumeration(name, lines), 4, 4, ""));
            case "struct" -> structure(name, lines);
            default -> throw new IllegalStateException(FILE + ": " + head);
        }
    }

    private void structure(String name, String[] lines) {
        Struct struct = new Struct(name);
        structs.put(name, struct);
        for (String line : lines) {
            Matcher member = MEMBER.matcher(line.strip());
            if (!member.matches()) {
                throw new IllegalStateException(FILE + ": " + line);
            }
            Type type = type(member.group(1), member.group(2).length());
            if (member.group(4) != null) {
                int count = Integer.parseInt(member.group(4));
                type =
                        new Type(
                                btf.array(type.id(), type("unsigned int", 0).id(), count),
                                type.size() * count,
                                type.alignment(),
                                type.struct());
            }
            int offset = up(struct.size, type.alignment());
            struct.members.put(member.group(3), new Member(type, offset));
            struct.size = offset + type.size();
            struct.alignment = Math.max(struct.alignment, type.alignment());
        }
        struct.size = up(struct.size, struct.alignment);
        Map<String, int[]> members = new LinkedHashMap<>();
        struct.members.forEach(
                (key, value) -> members.put(key, new int[] {value.type().id(), value.offset()}));
        int id = btf.struct(struct.name, struct.size, members);
        types.put("struct " + name, new Type(id, struct.size, struct.alignment, name));
    }

    private Type type(String name, int pointers) {
        if (pointers == 0) {
            return Objects.requireNonNull(types.get(name), name);
        }
        int target;
        if (name.equals("void")) {
            target = 0;
        } else if (name.startsWith("struct ")) {
            target = btf.structNamed(name.substring(7));
        } else {
            target = Objects.requireNonNull(types.get(name), name).id();
        }
        for (int i = 0; i < pointers; i++) {
            target = btf.pointer(target);
        }
        return new Type(target, POINTER_BYTES, POINTER_BYTES, "");
    }

    private static int up(int offset, int alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }

    private static String text() {
        try (InputStream in = FakeTypes.class.getResourceAsStream(FILE)) {
            return new String(
                    Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
