package dev.yagura.network.match.search;

import java.util.Arrays;

/** Collects patterns for a {@link PatternSet}: a tree of their first bytes. */
public final class PatternSetBuilder {
    /** Bytes of a pattern that count: more of them seldom tell more, and cost a state each. */
    public static final int MAX_PATTERN_BYTES = 24;

    static final int NONE = -1;
    static final int ROOT = 0;

    private int[] firstChild = {NONE};
    private int[] sibling = {NONE};
    private byte[] label = {0};
    private int[] pattern = {NONE};
    private final int[] rootChildren = new int[256];
    private int nodes = 1;
    private int patterns;

    /** Makes a builder without patterns. */
    public PatternSetBuilder() {
        Arrays.fill(rootChildren, NONE);
    }

    /**
     * Adds a pattern.
     *
     * @param bytes at least one
     * @return its number, from 0; the same for patterns that cannot be told from each other
     */
    public int add(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a pattern without bytes");
        }
        int node = ROOT;
        for (int i = 0; i < Math.min(bytes.length, MAX_PATTERN_BYTES); i++) {
            node = childOrNew(node, Folding.fold(bytes[i]));
        }
        if (pattern[node] == NONE) {
            pattern[node] = patterns++;
        }
        return pattern[node];
    }

    /** Returns how many patterns there are. */
    public int size() {
        return patterns;
    }

    /** Makes the set. */
    public PatternSet build() {
        return PatternSet.of(this);
    }

    int nodes() {
        return nodes;
    }

    byte label(int node) {
        return label[node];
    }

    /** Returns the number of the pattern that ends at a node; {@link #NONE} if none does. */
    int pattern(int node) {
        return pattern[node];
    }

    int firstChild(int node) {
        return firstChild[node];
    }

    int sibling(int node) {
        return sibling[node];
    }

    private int childOrNew(int node, byte next) {
        int found = child(node, next);
        if (found != NONE) {
            return found;
        }
        if (nodes == label.length) {
            int more = 2 * nodes;
            firstChild = Arrays.copyOf(firstChild, more);
            sibling = Arrays.copyOf(sibling, more);
            label = Arrays.copyOf(label, more);
            pattern = Arrays.copyOf(pattern, more);
        }
        int made = nodes++;
        label[made] = next;
        pattern[made] = NONE;
        firstChild[made] = NONE;
        sibling[made] = firstChild[node];
        firstChild[node] = made;
        if (node == ROOT) {
            rootChildren[Byte.toUnsignedInt(next)] = made;
        }
        return made;
    }

    private int child(int node, byte next) {
        if (node == ROOT) {
            return rootChildren[Byte.toUnsignedInt(next)];
        }
        int child = firstChild[node];
        while (child != NONE && label[child] != next) {
            child = sibling[child];
        }
        return child;
    }
}
