package dev.yagura.bpf.header;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/** Types as C writes them: around the name of what has the type, from the inside out. */
final class Declarators {
    /** Pointers, arrays and structures without a name, one in the other; C code has some ten. */
    private static final int MAX_DEPTH = 100;

    /** Characters, those of what is nested once for each level; a kernel has ten million. */
    private static final long MAX_WRITTEN = 1L << 26;

    private final BtfGraph types;
    private final Names names;
    private final Alignments alignments;
    private long written;

    Declarators(BtfGraph types, Names names) {
        this.types = types;
        this.names = names;
        this.alignments = new Alignments(types);
    }

    /** Returns the declaration of something, without a semicolon. */
    String of(int type, String name) throws MalformedStructureException {
        return declaration(type, name, 0);
    }

    private String declaration(int id, String inner, int depth) throws MalformedStructureException {
        requireDepth(id, depth);
        count(id, 1 + inner.length());
        return switch (types.kind(id)) {
            case BtfKind.PTR -> {
                int target = untagged(types.target(id), depth);
                boolean binds =
                        types.kind(target) == BtfKind.ARRAY
                                || types.kind(target) == BtfKind.FUNC_PROTO;
                yield declaration(target, binds ? "(*" + inner + ")" : "*" + inner, depth + 1);
            }
            case BtfKind.CONST -> qualified("const", id, inner, depth);
            case BtfKind.VOLATILE -> qualified("volatile", id, inner, depth);
            case BtfKind.RESTRICT, BtfKind.TYPE_TAG ->
                    declaration(types.target(id), inner, depth + 1);
            case BtfKind.ARRAY ->
                    declaration(
                            types.element(id),
                            inner + "[" + types.elementCount(id) + "]",
                            depth + 1);
            case BtfKind.FUNC_PROTO ->
                    declaration(types.target(id), inner + parameters(id, depth), depth + 1);
            case BtfKind.STRUCT, BtfKind.UNION -> {
                String type =
                        types.name(id).isEmpty()
                                ? definition(id, depth)
                                : keyword(types, id) + names.of(id);
                yield type + spaced(inner);
            }
            case BtfKind.ENUM, BtfKind.ENUM64 -> "enum " + names.of(id) + spaced(inner);
            case BtfKind.FWD ->
                    (types.flag(id) ? "union " : "struct ") + names.of(id) + spaced(inner);
            case BtfKind.TYPEDEF, BtfKind.INT, BtfKind.FLOAT -> names.of(id) + spaced(inner);
            default -> "void" + spaced(inner);
        };
    }

    private void count(int id, int characters) throws MalformedStructureException {
        written += characters;
        if (written > MAX_WRITTEN) {
            throw malformed(id, "makes a header of more than " + MAX_WRITTEN + " characters");
        }
    }

    private String qualified(String qualifier, int id, String inner, int depth)
            throws MalformedStructureException {
        int target = untagged(types.target(id), depth);
        return switch (types.kind(target)) {
            case BtfKind.PTR -> declaration(target, qualifier + spaced(inner), depth + 1);
            // Of an array the elements are meant, and a function cannot be changed anyway.
            case BtfKind.ARRAY, BtfKind.FUNC_PROTO -> declaration(target, inner, depth + 1);
            default -> qualifier + " " + declaration(target, inner, depth + 1);
        };
    }

    private int untagged(int id, int depth) throws MalformedStructureException {
        int at = id;
        for (int tags = depth; types.kind(at) == BtfKind.TYPE_TAG; tags++) {
            requireDepth(id, tags);
            at = types.target(at);
        }
        return at;
    }

    private String parameters(int id, int depth) throws MalformedStructureException {
        int count = types.parts(id);
        StringBuilder list = new StringBuilder("(");
        for (int i = 0; i < count; i++) {
            boolean rest = i == count - 1 && types.partType(id, i) == 0;
            list.append(i == 0 ? "" : ", ")
                    .append(rest ? "..." : declaration(types.partType(id, i), "", depth + 1));
        }
        // A list of nothing but "..." is none that clang takes; such a function takes anything.
        boolean anything = count == 1 && types.partType(id, 0) == 0;
        return anything ? "()" : count == 0 ? "(void)" : list.append(")").toString();
    }

    /** Returns a structure or union with its members. */
    String definition(int id, int depth) throws MalformedStructureException {
        requireDepth(id, depth);
        StringBuilder text = new StringBuilder(keyword(types, id)).append(names.of(id));
        text.append(text.charAt(text.length() - 1) == ' ' ? "{\n" : " {\n");
        Layout layout = new Layout(types, alignments, id);
        for (int member = 0; member < types.parts(id); member++) {
            layout.fillBefore(member).forEach(filling -> text.append('\t').append(filling));
            String name =
                    types.partName(id, member).isEmpty()
                            ? ""
                            : Names.identifier(types.partName(id, member));
            String declared = declaration(types.partType(id, member), name, depth + 1);
            count(id, declared.length());
            int bits = types.bitfieldBits(id, member);
            text.append('\t')
                    .append(declared.replace("\n", "\n\t"))
                    .append(bits == 0 ? "" : ": " + bits)
                    .append(";\n");
        }
        layout.fillEnd().forEach(filling -> text.append('\t').append(filling));
        return text.append('}')
                .append(alignments.isPacked(id) ? " __attribute__((packed))" : "")
                .toString();
    }

    /** Returns an enumeration with its constants. */
    String enumeration(int id) {
        boolean wide = types.kind(id) == BtfKind.ENUM64;
        StringBuilder text = new StringBuilder("enum ").append(names.of(id));
        if (types.recordedSize(id) < Integer.BYTES) {
            text.append(types.recordedSize(id) == 1 ? " : unsigned char" : " : unsigned short");
        }
        if (types.parts(id) == 0) {
            return text.toString();
        }
        text.append(" {\n");
        for (int i = 0; i < types.parts(id); i++) {
            long value = types.constant(id, i);
            boolean signed = types.flag(id);
            text.append('\t')
                    .append(names.constant(types.partName(id, i)))
                    .append(" = ")
                    .append(signed ? literal(value) : unsigned(value, wide))
                    .append(",\n");
        }
        return text.append('}').toString();
    }

    private static String literal(long value) {
        // The smallest number has no literal of its own in C.
        return value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + "LL";
    }

    private static String unsigned(long value, boolean wide) {
        return wide
                ? Long.toUnsignedString(value) + "ULL"
                : Integer.toUnsignedString((int) value) + "U";
    }

    static String keyword(BtfGraph types, int id) {
        return types.kind(id) == BtfKind.UNION ? "union " : "struct ";
    }

    private static String spaced(String inner) {
        return inner.isEmpty() ? "" : " " + inner;
    }

    static void requireDepth(int id, int depth) throws MalformedStructureException {
        if (depth > MAX_DEPTH) {
            throw malformed(id, "nests deeper than " + MAX_DEPTH);
        }
    }

    static MalformedStructureException malformed(int id, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "btf", "type " + id, id, detail);
    }
}
