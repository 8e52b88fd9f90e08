package dev.yagura.detect.yara;

import java.util.Arrays;

/** Where one string was found: offsets in ascending order, each once, with the length there. */
final class MatchList {
    /** Nothing. */
    static final MatchList NONE = new MatchList(false);

    private final boolean greedy;
    private long[] offsets = new long[0];
    private int[] lengths = new int[0];
    private int size;

    /**
     * Makes an empty list.
     *
     * @param greedy whether of several matches at one place the longest counts, not the first one
     */
    MatchList(boolean greedy) {
        this.greedy = greedy;
    }

    /** Adds a match; most are added at the end or close to it. */
    void add(long offset, int length) {
        int at = size == 0 || offset > offsets[size - 1] ? size : from(offset);
        if (at < size && offsets[at] == offset) {
            lengths[at] = greedy ? Math.max(lengths[at], length) : lengths[at];
            return;
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(4, 2 * size));
            lengths = Arrays.copyOf(lengths, Math.max(4, 2 * size));
        }
        System.arraycopy(offsets, at, offsets, at + 1, size - at);
        System.arraycopy(lengths, at, lengths, at + 1, size - at);
        offsets[at] = offset;
        lengths[at] = length;
        size++;
    }

    int size() {
        return size;
    }

    long offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    /** Returns the index of the first match that is not before an offset. */
    int from(long offset) {
        int found = Arrays.binarySearch(offsets, 0, size, offset);
        return found >= 0 ? found : -found - 1;
    }

    /** Returns how many matches start in a range, both ends included. */
    int count(long first, long last) {
        return last < first ? 0 : (last == Long.MAX_VALUE ? size : from(last + 1)) - from(first);
    }
}
