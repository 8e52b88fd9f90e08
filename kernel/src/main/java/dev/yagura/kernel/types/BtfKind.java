package dev.yagura.kernel.types;

/** Kinds of BTF types. Documentation/bpf/btf.rst, "Type Encoding". */
public final class BtfKind {
    public static final int INT = 1;
    public static final int PTR = 2;
    public static final int ARRAY = 3;
    public static final int STRUCT = 4;
    public static final int UNION = 5;
    public static final int ENUM = 6;
    public static final int FWD = 7;
    public static final int TYPEDEF = 8;
    public static final int VOLATILE = 9;
    public static final int CONST = 10;
    public static final int RESTRICT = 11;
    public static final int FUNC = 12;
    public static final int FUNC_PROTO = 13;
    public static final int VAR = 14;
    public static final int DATASEC = 15;
    public static final int FLOAT = 16;
    public static final int DECL_TAG = 17;
    public static final int TYPE_TAG = 18;
    public static final int ENUM64 = 19;

    /** Words of {@code struct btf_type}, which every type begins with. */
    static final int TYPE_WORDS = 3;

    private static final int UNKNOWN = -1;

    private BtfKind() {}

    /**
     * Returns the words that follow {@code struct btf_type}, or a negative number for a kind that
     * is not known.
     *
     * @param vlen the number of members, parameters, constants or variables
     */
    static int extraWords(int kind, int vlen) {
        return switch (kind) {
            case PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG -> 0;
            case INT, VAR, DECL_TAG -> 1;
            case ARRAY -> 3;
            case STRUCT, UNION, DATASEC, ENUM64 -> 3 * vlen;
            case ENUM, FUNC_PROTO -> 2 * vlen;
            default -> UNKNOWN;
        };
    }

    /** Returns whether the third word of a type of this kind is another type. */
    static boolean hasType(int kind) {
        return switch (kind) {
            case PTR,
                    TYPEDEF,
                    VOLATILE,
                    CONST,
                    RESTRICT,
                    FUNC,
                    FUNC_PROTO,
                    VAR,
                    DECL_TAG,
                    TYPE_TAG ->
                    true;
            default -> false;
        };
    }

    /** Returns whether a type of this kind only renames or qualifies another. */
    static boolean isTransparent(int kind) {
        return switch (kind) {
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
            default -> false;
        };
    }

    /** Returns whether types of this kind are looked up by name. */
    static boolean isNamed(int kind) {
        return switch (kind) {
            case STRUCT, UNION, ENUM, ENUM64, TYPEDEF -> true;
            default -> false;
        };
    }
}
