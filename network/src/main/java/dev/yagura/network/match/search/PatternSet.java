package dev.yagura.network.match.search;

import static dev.yagura.network.match.search.PatternSetBuilder.NONE;
import static dev.yagura.network.match.search.PatternSetBuilder.ROOT;

import java.util.Arrays;

/**
 * Patterns that are looked for together, in one pass.
 *
 * <p>States are numbered by their depth, so those of a state's children follow each other. The
 * first of them, where nearly all bytes are spent, have a row with the next state for each byte;
 * the others have their children, and a shorter state to go on from. A byte costs a constant time
 * on average, whatever the bytes are; a state costs 17 bytes, and 1 KiB more if it has a row.
 *
 * <p>Immutable.
 */
public final class PatternSet {
    /** Where nothing was read yet. */
    public static final int START = ROOT;

    /** States with a row: 1 MiB at most. */
    private static final int MAX_ROWS = 1024;

    private final int rows;
    private final int[] next; // a row of 256 for each of the first states
    private final int[] firstChild; // and one more, where the last one's children end
    private final byte[] label;
    private final int[] shorter;
    private final int[] pattern;
    private final int[] output; // the longest state with a pattern that this one ends with
    private final int patterns;

    private PatternSet(int states, int patterns) {
        this.rows = Math.min(states, MAX_ROWS);
        this.next = new int[rows << 8];
        this.firstChild = new int[states + 1];
        this.label = new byte[states];
        this.shorter = new int[states];
        this.pattern = new int[states];
        this.output = new int[states];
        this.patterns = patterns;
    }

    static PatternSet of(PatternSetBuilder tree) {
        var set = new PatternSet(tree.nodes(), tree.size());
        set.number(tree);
        set.link();
        return set;
    }

    /** Returns how many patterns there are. */
    public int size() {
        return patterns;
    }

    int patternAt(int state) {
        return pattern[state];
    }

    /** Returns the longest state with a pattern that a state ends with; {@code NONE} if none. */
    int output(int state) {
        return output[state];
    }

    /** Returns the same for shorter patterns than that of a state. */
    int nextOutput(int state) {
        return output[shorter[state]];
    }

    int step(int state, byte one) {
        byte folded = Folding.fold(one);
        int at = state;
        while (at >= rows) {
            int child = child(at, folded);
            if (child != NONE) {
                return child;
            }
            at = shorter[at];
        }
        return next[at << 8 | Byte.toUnsignedInt(folded)];
    }

    private int child(int state, byte folded) {
        for (int child = firstChild[state]; child < firstChild[state + 1]; child++) {
            if (label[child] == folded) {
                return child;
            }
        }
        return NONE;
    }

    /** Gives states their numbers, level by level. */
    private void number(PatternSetBuilder tree) {
        int[] nodeOf = new int[label.length];
        nodeOf[ROOT] = ROOT;
        int numbered = 1;
        for (int state = 0; state < label.length; state++) {
            int node = nodeOf[state];
            label[state] = tree.label(node);
            pattern[state] = tree.pattern(node);
            firstChild[state] = numbered;
            for (int child = tree.firstChild(node); child != NONE; child = tree.sibling(child)) {
                nodeOf[numbered++] = child;
            }
        }
        firstChild[label.length] = numbered;
    }

    /** Finds from where to go on; of shorter states that is known before. */
    private void link() {
        output[ROOT] = NONE;
        Arrays.fill(next, 0, 256, ROOT);
        shorter[ROOT] = ROOT;
        for (int state = 0; state < label.length; state++) {
            if (state != ROOT) {
                output[state] = pattern[state] == NONE ? output[shorter[state]] : state;
            }
            if (state != ROOT && state < rows) {
                System.arraycopy(next, shorter[state] << 8, next, state << 8, 256);
            }
            for (int child = firstChild[state]; child < firstChild[state + 1]; child++) {
                shorter[child] = state == ROOT ? ROOT : step(shorter[state], label[child]);
                if (state < rows) {
                    next[state << 8 | Byte.toUnsignedInt(label[child])] = child;
                }
            }
        }
    }
}
