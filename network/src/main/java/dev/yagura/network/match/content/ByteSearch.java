package dev.yagura.network.match.content;

import dev.yagura.network.match.search.Folding;

/**
 * Looks for one pattern, in time in proportion to the bytes (Knuth, Morris and Pratt, "Fast pattern
 * matching in strings", 1977).
 */
final class ByteSearch {
    static final int NOT_FOUND = -1;

    private final byte[] pattern;
    private final boolean ignoresCase;
    private final int[] border; // of the pattern's first so many bytes

    ByteSearch(byte[] pattern, boolean ignoresCase) {
        this.pattern = ignoresCase ? Folding.fold(pattern) : pattern.clone();
        this.ignoresCase = ignoresCase;
        this.border = new int[pattern.length + 1];
        border[0] = -1;
        int at = -1;
        for (int i = 0; i < pattern.length; i++) {
            while (at >= 0 && this.pattern[at] != this.pattern[i]) {
                at = border[at];
            }
            at++;
            border[i + 1] = at;
        }
    }

    int length() {
        return pattern.length;
    }

    /** Returns where the pattern first is within two offsets; {@link #NOT_FOUND} if it is not. */
    int find(byte[] bytes, int from, int to) {
        int matched = 0;
        for (int i = from; i < to; i++) {
            byte next = ignoresCase ? Folding.fold(bytes[i]) : bytes[i];
            while (matched >= 0 && pattern[matched] != next) {
                matched = border[matched];
            }
            matched++;
            if (matched == pattern.length) {
                return i + 1 - pattern.length;
            }
        }
        return NOT_FOUND;
    }
}
