package dev.yagura.kernel.symbols;

/**
 * The order in which {@code scripts/kallsyms.c} wrote the tables, and how addresses are stored.
 *
 * <p>The kernels named are those of the main line; a distribution may have taken a change earlier.
 */
public enum KallsymsLayout {
    /** Up to 6.1: offsets, relative base, number, names, markers, token table, token index. */
    OFFSETS_FIRST(false),
    /** 6.2 and 6.3: the same, with {@code kallsyms_seqs_of_names} before the token table. */
    OFFSETS_FIRST_WITH_SEQUENCES(false),
    /** From 6.4: number, names, markers, token table, token index, offsets, relative base. */
    NAMES_FIRST(false),
    /** From 7.0: the same without a relative base; an offset counts from its own place. */
    NAMES_FIRST_PLACE_RELATIVE(true);

    private final boolean placeRelative;

    KallsymsLayout(boolean placeRelative) {
        this.placeRelative = placeRelative;
    }

    /** Returns whether an offset counts from the place where it is stored. */
    public boolean placeRelative() {
        return placeRelative;
    }
}
