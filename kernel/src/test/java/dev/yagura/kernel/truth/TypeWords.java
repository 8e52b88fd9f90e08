package dev.yagura.kernel.truth;

import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;

/** Puts our types into words; {@link BpftoolTypes} does the same with bpftool's. */
public final class TypeWords {
    private TypeWords() {}

    /** Puts a structure or union into words. */
    public static String of(StructType type, int depth) {
        StringBuilder words = new StringBuilder(type.union() ? "union" : "struct");
        words.append(' ').append(type.tag()).append(' ').append(type.sizeBytes());
        for (StructType.Member member : type.members()) {
            words.append("\n")
                    .append(member.name())
                    .append('@')
                    .append(member.offsetBits())
                    .append(':')
                    .append(member.bitfieldBits())
                    .append(' ')
                    .append(of(member.type(), depth + 1));
        }
        return words.toString();
    }

    private static String of(CType type, int depth) {
        return switch (type) {
            case CType.Int(String name, int size, boolean signed) ->
                    "int " + name + " " + size + " " + signed;
            case CType.Floating(String name, int size) -> "float " + name + " " + size;
            case CType.Pointer(CType target) -> "pointer to " + of(target, depth + 1);
            case CType.Array(CType element, long count) -> count + " of " + of(element, depth + 1);
            case CType.Named(String tag, boolean union) -> union + " " + tag;
            case CType.Anonymous(StructType struct) -> "{" + of(struct, depth + 1) + "}";
            case CType.Enumeration(String tag, int size, boolean signed) ->
                    "enum " + tag + " " + size + " " + signed;
            case CType.Function() -> "function";
            case CType.Untyped() -> "untyped";
        };
    }
}
