package dev.yagura.detect.yara.pattern;

import java.util.List;

/** A pattern of bytes, ready to be looked for. Immutable. */
public abstract sealed class BytePattern permits TextPattern, XorPattern, RegexPattern {
    private final boolean fullword;
    private final boolean wide;

    BytePattern(boolean fullword, boolean wide) {
        this.fullword = fullword;
        this.wide = wide;
    }

    /** Returns the atoms: of each match, one is a part. */
    abstract List<Atom> atoms();

    /**
     * Returns whether of several matches at one place the longest counts, not the first one found.
     */
    public boolean isGreedy() {
        return false;
    }

    /** Returns how many instructions the pattern keeps. */
    int instructions() {
        return 0;
    }

    /**
     * Looks for matches around an atom that was found.
     *
     * @param atom number among the pattern's atoms
     * @param at index of its first byte
     */
    abstract void verify(Verifier verifier, int atom, int at);

    /** Returns whether each character is followed by a zero. */
    final boolean isWide() {
        return wide;
    }

    /** Hands out a match, unless only whole words are asked for and it is none. */
    final void report(Verifier verifier, int start, int length) {
        Window window = verifier.window();
        boolean inWord =
                fullword
                        && (window.isAlphanumericBefore(start, wide)
                                || window.isAlphanumericAt(start + length, wide));
        if (!inWord) {
            verifier.found(start, length);
        }
    }
}
