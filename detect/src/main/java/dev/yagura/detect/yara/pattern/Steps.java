package dev.yagura.detect.yara.pattern;

import java.util.Arrays;

/** Counts the steps of verifying, for one pattern and for all. */
final class Steps {
    private final long[] spent;
    private long all;
    private long limit;
    private long allLimit;
    private int pattern;

    Steps(int patterns) {
        this.spent = new long[patterns];
    }

    /** Allows so many more bytes to be verified in. */
    void allow(long bytes) {
        limit += bytes * PatternLimits.PATTERN_STEPS_PER_BYTE;
        allLimit += bytes * PatternLimits.ALL_STEPS_PER_BYTE;
    }

    /** Starts anew, for another input. */
    void reset() {
        Arrays.fill(spent, 0);
        all = 0;
        limit = PatternLimits.PATTERN_STEPS;
        allLimit = PatternLimits.ALL_STEPS;
    }

    /** Turns to a pattern; returns whether it may still be verified. */
    boolean begin(int number) {
        pattern = number;
        return remain();
    }

    /** Returns whether the pattern that is verified may go on. */
    boolean remain() {
        return spent[pattern] < limit && all < allLimit;
    }

    /** Returns whether a pattern was given up. */
    boolean isGivenUp(int number) {
        return spent[number] >= limit || all >= allLimit;
    }

    void spend(long count) {
        spent[pattern] += count;
        all += count;
    }
}
