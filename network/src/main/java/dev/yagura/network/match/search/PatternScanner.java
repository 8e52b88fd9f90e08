package dev.yagura.network.match.search;

import static dev.yagura.network.match.search.PatternSetBuilder.NONE;

import java.util.function.IntConsumer;

/**
 * Looks for the patterns of a set, each of which it tells once for each look.
 *
 * <p>Not safe for use by several threads.
 */
public final class PatternScanner {
    private final PatternSet set;
    private final int[] toldIn; // by pattern: the last look in which it was told
    private int look;

    /** Makes a scanner that has seen nothing. */
    public PatternScanner(PatternSet set) {
        this.set = set;
        this.toldIn = new int[set.size()];
    }

    /**
     * Looks at bytes.
     *
     * @param state where the look at the bytes before ended; {@link PatternSet#START} for none
     * @param bytes of which those from {@code from} on up to {@code to} are looked at
     * @param found is told the numbers of the patterns that end in there
     * @return where this look ended
     */
    public int scan(int state, byte[] bytes, int from, int to, IntConsumer found) {
        look++;
        int at = state;
        for (int i = from; i < to; i++) {
            at = set.step(at, bytes[i]);
            int output = set.output(at);
            if (output != NONE) {
                tell(output, found);
            }
        }
        return at;
    }

    /** Where a pattern was told before, so were all that it ends with. */
    private void tell(int longest, IntConsumer found) {
        int state = longest;
        while (state != NONE && toldIn[set.patternAt(state)] != look) {
            toldIn[set.patternAt(state)] = look;
            found.accept(set.patternAt(state));
            state = set.nextOutput(state);
        }
    }
}
