package dev.yagura.detect.yara.pattern;

import java.util.List;

/**
 * Patterns, found by pairs of neighbouring bytes. Immutable and safe for concurrent use.
 *
 * <p>Each atom is in the table under every pair that it may begin with, with a mask over it and the
 * two bytes that follow. So upper and lower case and wildcards cost places in the table, and not
 * states of an automaton.
 */
public final class PatternIndex {
    private static final int PAIRS = 1 << 16;

    private final List<BytePattern> patterns;
    private final int[] starts = new int[PAIRS + 1];
    private final int[] masks;
    private final int[] values;
    private final int[] patternOf;
    private final int[] atomOf;

    private PatternIndex(List<BytePattern> patterns) {
        this.patterns = List.copyOf(patterns);
        eachEntry((pair, _, _, _) -> starts[pair + 1]++);
        for (int pair = 0; pair < PAIRS; pair++) {
            starts[pair + 1] += starts[pair];
        }
        int entries = starts[PAIRS];
        masks = new int[entries];
        values = new int[entries];
        patternOf = new int[entries];
        atomOf = new int[entries];
        int[] next = starts.clone();
        eachEntry((pair, pattern, number, atom) -> {
            int entry = next[pair]++;
            for (int i = 0; i < atom.sets().size(); i++) {
                ByteSet set = atom.sets().get(i);
                masks[entry] |= set.commonMask() << (Byte.SIZE * i);
                values[entry] |= set.commonBits() << (Byte.SIZE * i);
            }
            patternOf[entry] = pattern;
            atomOf[entry] = number;
        });
    }

    /**
     * Makes a table.
     *
     * @param patterns in the order by which they are numbered; {@link PatternBudget} says how many
     */
    public static PatternIndex of(List<BytePattern> patterns) {
        return new PatternIndex(patterns);
    }

    /** Takes a place of the table. */
    private interface Entry {
        void at(int pair, int pattern, int number, Atom atom);
    }

    private void eachEntry(Entry consumer) {
        for (int pattern = 0; pattern < patterns.size(); pattern++) {
            List<Atom> atoms = patterns.get(pattern).atoms();
            for (int number = 0; number < atoms.size(); number++) {
                Atom atom = atoms.get(number);
                for (int first : atom.sets().get(0).values()) {
                    for (int second : atom.sets().get(1).values()) {
                        consumer.at(first | (second << Byte.SIZE), pattern, number, atom);
                    }
                }
            }
        }
    }

    /** Returns how many patterns there are. */
    public int size() {
        return patterns.size();
    }

    /** Returns the pairs that lead to an atom, one bit each. */
    long[] pairs() {
        long[] bits = new long[PAIRS / Long.SIZE];
        for (int pair = 0; pair < PAIRS; pair++) {
            if (starts[pair + 1] > starts[pair]) {
                bits[pair / Long.SIZE] |= 1L << pair;
            }
        }
        return bits;
    }

    /**
     * Verifies all patterns that may be around an index.
     *
     * @param pair the two bytes there
     * @param word the four bytes there
     */
    void verify(Verifier verifier, int at, int pair, int word) {
        int end = starts[pair + 1];
        for (int entry = starts[pair]; entry < end; entry++) {
            if ((word & masks[entry]) == values[entry] && verifier.begin(patternOf[entry])) {
                verifier.spend(1);
                patterns.get(patternOf[entry]).verify(verifier, atomOf[entry], at);
            }
        }
    }
}
