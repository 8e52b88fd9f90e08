package dev.yagura.detect.yara.pattern;

import java.util.Arrays;

/** Indexes, in the order in which they were added; keeps its room when cleared. */
final class IndexList {
    private int[] indexes = new int[16];
    private int size;

    void clear() {
        size = 0;
    }

    void add(int index) {
        if (size == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * size);
        }
        indexes[size++] = index;
    }

    int size() {
        return size;
    }

    int get(int position) {
        return indexes[position];
    }
}
