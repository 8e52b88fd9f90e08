package dev.yagura.kernel.types;

import java.util.Set;

/**
 * Chooses between types that share a name.
 *
 * <p>Two things make names clash. Kernels built with Rust have Rust's view of C structures, of the
 * same tag, whose members are named and typed by bindgen. And two C files may each have a structure
 * of a common name, such as {@code node}; then the one meant is the one that others refer to.
 */
final class BtfChoice {
    /** What Rust calls its integers; in C the like are typedefs, never integers themselves. */
    private static final Set<String> RUST_INTEGERS =
            Set.of(
                    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
                    "isize", "bool");

    private static final String BINDGEN_PREFIX = "__bindgen_";
    private static final String BIT_FIELD_PREFIX = "_bitfield_";
    private static final String TUPLE_FIELD_PREFIX = "__0";

    private final BtfTypes types;
    private final BtfStrings strings;
    private final BtfResolver resolver;

    BtfChoice(BtfTypes types, BtfStrings strings, BtfResolver resolver) {
        this.types = types;
        this.strings = strings;
        this.resolver = resolver;
    }

    /**
     * Returns the type to prefer.
     *
     * @param ids structures and unions of one name, in table order; at least one
     */
    int best(int[] ids) {
        int best = ids[0];
        long bestRank = -1;
        for (int id : ids) {
            // Rust below C, an empty type below one with members, then by how often it is used.
            long rank =
                    (isRust(id) ? 0 : 1L << 62)
                            + (types.parts(id) == 0 ? 0 : 1L << 61)
                            + (ids.length == 1 ? 0 : references(id));
            if (rank > bestRank) {
                best = id;
                bestRank = rank;
            }
        }
        return best;
    }

    private boolean isRust(int id) {
        for (int i = 0; i < types.parts(id); i++) {
            String member = strings.get(types.extra(id, 3 * i));
            if (member.startsWith(BINDGEN_PREFIX)
                    || member.startsWith(BIT_FIELD_PREFIX)
                    || member.startsWith(TUPLE_FIELD_PREFIX)
                    || isRustInteger(types.extra(id, 3 * i + 1))) {
                return true;
            }
        }
        return false;
    }

    private boolean isRustInteger(int member) {
        int id = resolver.strip(member);
        for (int depth = 0; depth < BtfLimits.MAX_DEPTH; depth++) {
            int kind = types.kind(id);
            if (kind == BtfKind.PTR) {
                id = resolver.strip(types.target(id));
            } else if (kind == BtfKind.ARRAY) {
                id = resolver.strip(types.extra(id, 0));
            } else {
                return kind == BtfKind.INT && RUST_INTEGERS.contains(resolver.name(id));
            }
        }
        return false;
    }

    /** Counts the types that refer to one directly. */
    private int references(int wanted) {
        int count = 0;
        for (int id = 1; id <= types.count(); id++) {
            int kind = types.kind(id);
            if (BtfKind.hasType(kind)) {
                count += types.target(id) == wanted ? 1 : 0;
            } else if (kind == BtfKind.ARRAY) {
                count += types.extra(id, 0) == wanted ? 1 : 0;
            } else if (kind == BtfKind.STRUCT || kind == BtfKind.UNION) {
                for (int i = 0; i < types.parts(id); i++) {
                    count += types.extra(id, 3 * i + 1) == wanted ? 1 : 0;
                }
            }
        }
        return count;
    }
}
