package dev.yagura.detect.yara.pattern;

import java.util.List;

/**
 * Bytes of a pattern that the data is searched for first.
 *
 * @param sets two to four neighbouring bytes
 * @param before how many bytes of the pattern lie before them; -1 where that differs
 * @param leaf id of the first one's leaf
 */
record Atom(List<ByteSet> sets, int before, int leaf) {
    /** Bytes of an atom, at most: as many as are compared at once. */
    static final int LENGTH = 4;

    private static final double COMMON_BITS = 3;
    private static final ByteSet COMMON = ByteSet.of("\0 \n\u00ff");

    /** Copies the list; a single byte is followed by any. */
    Atom {
        sets = sets.size() == 1 ? List.of(sets.getFirst(), ByteSet.ANY) : List.copyOf(sets);
    }

    /** Returns how much the atom tells, in bits: the more, the more seldom it is found. */
    double bits() {
        double bits = 0;
        for (int i = 0; i < sets.size(); i++) {
            double weight = i < 2 ? 1.5 : 1; // The first two save looking at the others.
            boolean again = i > 0 && sets.get(i).equals(sets.get(i - 1));
            bits += weight * bits(sets.get(i)) * (again ? 0.5 : 1);
        }
        return bits;
    }

    private static double bits(ByteSet set) {
        return set.size() == 1 && COMMON.has(set.commonBits()) ? COMMON_BITS : set.bits();
    }

    /** Returns how many places of the table of pairs the atom takes. */
    int entries() {
        return sets.get(0).size() * sets.get(1).size();
    }
}
