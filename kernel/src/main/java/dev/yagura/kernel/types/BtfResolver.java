package dev.yagura.kernel.types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns numbered BTF types into {@link CType}, seeing through typedefs and qualifiers.
 *
 * <p>A chain of types that is deeper than {@link BtfLimits#MAX_DEPTH}, or that comes back to where
 * it has been, ends in {@link CType.Untyped}: it is of no use, and refusing a whole kernel's types
 * for it would let one odd type hide everything.
 */
final class BtfResolver {
    private static final int SIGNED = 1;
    private static final int MAX_INT_BYTES = 16;

    private final BtfTypes types;
    private final BtfStrings strings;

    private final boolean signsRecorded;

    BtfResolver(BtfTypes types, BtfStrings strings) {
        this.types = types;
        this.strings = strings;
        this.signsRecorded = types.hasSignedEnumeration();
    }

    /** Follows typedefs and qualifiers to what they stand for; 0 (void) where there is no end. */
    int strip(int id) {
        int at = id;
        for (int depth = 0; depth < BtfLimits.MAX_DEPTH; depth++) {
            if (!BtfKind.isTransparent(types.kind(at))) {
                return at;
            }
            at = types.target(at);
        }
        return 0;
    }

    String name(int id) {
        return strings.get(types.name(id));
    }

    /** Returns a structure or union; {@code id} must be one. */
    StructType struct(int id) {
        return new Expansion().struct(id, 0);
    }

    /** One structure being worked out, with the bound on what it may grow to. */
    private final class Expansion {
        private int membersLeft = BtfLimits.MAX_MEMBERS;

        StructType struct(int id, int depth) {
            int count = types.parts(id);
            List<StructType.Member> members = new ArrayList<>(count);
            for (int i = 0; i < count && membersLeft > 0; i++) {
                membersLeft--;
                members.add(member(id, i, depth));
            }
            boolean union = types.kind(id) == BtfKind.UNION;
            return new StructType(name(id), union, types.size(id), members);
        }

        private StructType.Member member(int struct, int index, int depth) {
            String name = strings.get(types.extra(struct, 3 * index));
            int type = types.extra(struct, 3 * index + 1);
            int where = types.extra(struct, 3 * index + 2);
            if (types.flag(struct)) {
                return new StructType.Member(
                        name, where & 0x00FF_FFFF, where >>> 24, memberType(name, type, depth));
            }
            // Before kind_flag, a bit field was a member of an integer type of that many bits.
            int stripped = strip(type);
            int bits = narrowedBits(stripped);
            int offsetInInteger = bits == 0 ? 0 : (types.extra(stripped, 0) >> 16) & 0xFF;
            return new StructType.Member(
                    name,
                    (where & 0xFFFF_FFFFL) + offsetInInteger,
                    bits,
                    memberType(name, type, depth));
        }

        /**
         * Returns the type of a member. One without a name is given whole also where its type has a
         * tag: with -fms-extensions (from 6.19 on) its members are those of the outer structure
         * too.
         */
        private CType memberType(String name, int type, int depth) {
            int id = strip(type);
            boolean inline = name.isEmpty() && depth < BtfLimits.MAX_DEPTH && isStruct(id);
            return inline ? new CType.Anonymous(struct(id, depth + 1)) : resolve(type, depth + 1);
        }

        private CType resolve(int type, int depth) {
            int id = strip(type);
            if (depth > BtfLimits.MAX_DEPTH) {
                return new CType.Untyped();
            }
            return switch (types.kind(id)) {
                case BtfKind.INT -> integer(id);
                case BtfKind.FLOAT -> new CType.Floating(name(id), (int) types.size(id));
                case BtfKind.PTR -> new CType.Pointer(resolve(types.target(id), depth + 1));
                case BtfKind.ARRAY ->
                        new CType.Array(
                                resolve(types.extra(id, 0), depth + 1),
                                types.extra(id, 2) & 0xFFFF_FFFFL);
                case BtfKind.STRUCT, BtfKind.UNION ->
                        types.name(id) == 0
                                ? new CType.Anonymous(struct(id, depth + 1))
                                : new CType.Named(name(id), types.kind(id) == BtfKind.UNION);
                case BtfKind.FWD -> new CType.Named(name(id), types.flag(id));
                case BtfKind.ENUM, BtfKind.ENUM64 ->
                        new CType.Enumeration(name(id), (int) types.size(id), isSigned(id));
                case BtfKind.FUNC_PROTO -> new CType.Function();
                default -> new CType.Untyped();
            };
        }
    }

    private boolean isStruct(int id) {
        return types.kind(id) == BtfKind.STRUCT || types.kind(id) == BtfKind.UNION;
    }

    /** Returns the width of an integer that is narrower than its bytes, else 0. */
    private int narrowedBits(int id) {
        if (types.kind(id) != BtfKind.INT) {
            return 0;
        }
        int bits = types.extra(id, 0) & 0xFF;
        return bits == 8 * types.size(id) ? 0 : bits;
    }

    private CType integer(int id) {
        long size = types.size(id);
        if (size < 1 || size > MAX_INT_BYTES) {
            return new CType.Untyped();
        }
        boolean signed = ((types.extra(id, 0) >>> 24) & SIGNED) != 0;
        return new CType.Int(name(id), (int) size, signed);
    }

    /**
     * Returns whether the constants of an enumeration are signed. Before Linux 6.0 all were, for
     * want of a flag that says otherwise; a kernel that uses the flag uses it somewhere.
     */
    private boolean isSigned(int id) {
        return types.flag(id) || !signsRecorded;
    }

    /** Returns the constants of an enumeration; {@code id} must be one. */
    Map<String, Long> constants(int id) {
        boolean wide = types.kind(id) == BtfKind.ENUM64;
        boolean signed = isSigned(id);
        int step = wide ? 3 : 2;
        Map<String, Long> constants = new LinkedHashMap<>();
        for (int i = 0; i < types.parts(id); i++) {
            int low = types.extra(id, step * i + 1);
            long value;
            if (wide) {
                value = (low & 0xFFFF_FFFFL) | ((long) types.extra(id, step * i + 2) << 32);
            } else {
                value = signed ? low : low & 0xFFFF_FFFFL;
            }
            constants.put(strings.get(types.extra(id, step * i)), value);
        }
        return constants;
    }
}
