package dev.yagura.kernel.types;

import java.util.OptionalLong;

/**
 * The types of a BTF by number, with what each refers to: for relocations, which follow types
 * member by member.
 *
 * <p>0 is void. Numbers that come from the BTF itself are in range; others are the caller's matter,
 * {@link #contains}. Kinds are those of {@link BtfKind}. Immutable and safe for concurrent use.
 */
public final class BtfGraph {
    private static final int POINTER_BYTES = 8;
    private static final int SIGNED = 1;

    private final BtfTypes types;
    private final BtfStrings strings;
    private final BtfResolver resolver;

    BtfGraph(BtfTypes types, BtfStrings strings, BtfResolver resolver) {
        this.types = types;
        this.strings = strings;
        this.resolver = resolver;
    }

    /** Returns the number of types; they are numbered from 1. */
    public int count() {
        return types.count();
    }

    /** Returns whether a number is that of a type, or of void. */
    public boolean contains(int id) {
        return id >= 0 && id <= types.count();
    }

    /** Returns the kind of a type, 0 for void. */
    public int kind(int id) {
        return types.kind(id);
    }

    /** Returns the name of a type, empty if it has none. */
    public String name(int id) {
        return id == 0 ? "" : resolver.name(id);
    }

    /** Returns a string of the BTF by its offset; empty outside of its strings. */
    public String string(int offset) {
        return offset < 0 || offset >= strings.size() ? "" : strings.get(offset);
    }

    /** Returns whether a type is a structure or a union. */
    public boolean isComposite(int id) {
        return kind(id) == BtfKind.STRUCT || kind(id) == BtfKind.UNION;
    }

    /** Returns whether a type is an enumeration, of whatever width. */
    public boolean isEnumeration(int id) {
        return kind(id) == BtfKind.ENUM || kind(id) == BtfKind.ENUM64;
    }

    /** Returns the type without typedefs and qualifiers; void where they go round in circles. */
    public int strip(int id) {
        return resolver.strip(id);
    }

    /** Returns the size that a type records of itself; only kinds that do have one. */
    public long recordedSize(int id) {
        return types.size(id);
    }

    /** Returns the size of a type in bytes; empty if it has none, or an absurd one. */
    public OptionalLong size(int id) {
        long elements = 1;
        int at = strip(id);
        for (int depth = 0; depth < BtfLimits.MAX_DEPTH; depth++) {
            switch (kind(at)) {
                case BtfKind.ARRAY -> {
                    elements *= elementCount(at);
                    at = strip(element(at));
                }
                case BtfKind.PTR -> {
                    return bounded(elements, POINTER_BYTES);
                }
                case BtfKind.INT,
                        BtfKind.STRUCT,
                        BtfKind.UNION,
                        BtfKind.ENUM,
                        BtfKind.ENUM64,
                        BtfKind.FLOAT -> {
                    return bounded(elements, types.size(at));
                }
                default -> {
                    return OptionalLong.empty();
                }
            }
            if (elements > Integer.MAX_VALUE) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong bounded(long elements, long bytes) {
        long size = elements * bytes; // both below 2^32
        return size < 0 || size > Integer.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** Returns what a pointer, typedef, qualifier or function leads to. */
    public int target(int id) {
        return types.target(id);
    }

    /** Returns the number of members, parameters or constants. */
    public int parts(int id) {
        return types.parts(id);
    }

    /** Returns {@code kind_flag}. */
    public boolean flag(int id) {
        return types.flag(id);
    }

    /** Returns the name of a member or constant. */
    public String partName(int id, int part) {
        return strings.get(types.extra(id, step(id) * part));
    }

    /** Returns the type of a member or parameter. */
    public int partType(int id, int part) {
        return types.extra(id, step(id) * part + 1);
    }

    private int step(int id) {
        return kind(id) == BtfKind.ENUM || kind(id) == BtfKind.FUNC_PROTO ? 2 : 3;
    }

    /** Returns the offset of a member in bits. */
    public long offsetBits(int id, int member) {
        int where = types.extra(id, 3 * member + 2);
        return types.flag(id) ? where & 0x00FF_FFFF : where & 0xFFFF_FFFFL;
    }

    /** Returns the width of a member that is a bit field, else 0. */
    public int bitfieldBits(int id, int member) {
        return types.flag(id) ? types.extra(id, 3 * member + 2) >>> 24 : 0;
    }

    /** Returns a constant of an enumeration; one of 32 bits sign-extended. */
    public long constant(int id, int part) {
        int low = types.extra(id, step(id) * part + 1);
        return kind(id) == BtfKind.ENUM64
                ? (low & 0xFFFF_FFFFL) | ((long) types.extra(id, 3 * part + 2) << 32)
                : low;
    }

    /** Returns the type of an array's elements. */
    public int element(int id) {
        return types.extra(id, 0);
    }

    /** Returns the number of an array's elements. */
    public long elementCount(int id) {
        return types.extra(id, 2) & 0xFFFF_FFFFL;
    }

    /** Returns whether an integer is signed. */
    public boolean isSigned(int id) {
        return (intEncoding(id) & SIGNED) != 0;
    }

    /** Returns how an integer is encoded: bits for signed, character, boolean. */
    public int intEncoding(int id) {
        return (types.extra(id, 0) >>> 24) & 0xF;
    }

    /** Returns at which bit an integer begins; not 0 for obsolete bit fields only. */
    public int intOffsetBits(int id) {
        return (types.extra(id, 0) >>> 16) & 0xFF;
    }
}
