package dev.yagura.network.match;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Rules that are to be tried: each once, in their order. */
final class Candidates implements IntConsumer {
    private final int[] takenIn; // by rule: the round in which it was taken
    private int[] taken = new int[64];
    private int count;
    private int round = 1;

    Candidates(int rules) {
        takenIn = new int[rules];
    }

    void clear() {
        count = 0;
        round++;
    }

    @Override
    public void accept(int rule) {
        if (takenIn[rule] == round) {
            return;
        }
        takenIn[rule] = round;
        if (count == taken.length) {
            taken = Arrays.copyOf(taken, 2 * count);
        }
        taken[count++] = rule;
    }

    /** Returns the rules in their order; no more are taken before {@link #clear}. */
    int[] inOrder() {
        int[] rules = Arrays.copyOf(taken, count);
        Arrays.sort(rules);
        return rules;
    }
}
