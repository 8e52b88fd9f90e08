package dev.yagura.detect.yara;

import java.io.IOException;

/** What conditions are held against: what was found in one input. Not safe for concurrent use. */
final class Evaluation {
    private final MatchTable matches;
    private final YaraInput input;
    private final boolean[] rules;
    private final long[] variables = new long[YaraLimits.LOOPS];
    private final int[] strings = new int[YaraLimits.LOOPS];
    private final DataReader data;
    private int firstString;
    private int firstRule;
    private long stepsLeft;
    private long allStepsLeft = YaraLimits.CONDITION_STEPS;

    Evaluation(MatchTable matches, YaraInput input, int rules) {
        this.matches = matches;
        this.input = input;
        this.rules = new boolean[rules];
        this.data = new DataReader(input.data());
    }

    /**
     * Decides whether a rule holds.
     *
     * @param firstOfFile number of the first rule of its file
     * @throws StepsException if its condition takes too long
     * @throws IOException if the data cannot be read
     */
    boolean decide(YaraRule rule, int number, int firstOfFile, int ownStrings) throws IOException {
        firstString = ownStrings;
        firstRule = firstOfFile;
        stepsLeft = Math.min(YaraLimits.RULE_STEPS, allStepsLeft);
        long before = stepsLeft;
        try {
            rules[number] = rule.condition().holds(this);
        } finally {
            allStepsLeft -= before - stepsLeft;
        }
        return rules[number];
    }

    /** Counts a step. */
    void step() throws StepsException {
        if (--stepsLeft < 0) {
            throw new StepsException();
        }
    }

    /** Returns where a string of the rule was found. */
    MatchList matches(int string) {
        return matches.of(firstString + string);
    }

    /** Returns whether an earlier rule of the same file holds. */
    boolean rule(int number) {
        return rules[firstRule + number];
    }

    /** Returns the variable of a loop. */
    long variable(int loop) {
        return variables[loop];
    }

    void variable(int loop, long value) {
        variables[loop] = value;
    }

    /** Returns the string that a loop is at. */
    int string(int loop) {
        return strings[loop];
    }

    void string(int loop, int string) {
        strings[loop] = string;
    }

    /** Returns the size of a file; undefined for memory. */
    long filesize() {
        return input.filesize().orElse(Term.UNDEFINED);
    }

    /** Returns what is known of the input. */
    YaraInput input() {
        return input;
    }

    /** Returns a number of the data; undefined where it has not so many bytes. */
    long number(long offset, NumberForm form) throws IOException {
        step();
        return data.number(offset, form);
    }
}
