package dev.yagura.network.match.content;

/** What may still be spent on holding one rule against one thing. */
public final class Effort {
    /** Tries of conditions; Suricata has 3,000 ({@code inspection-recursion-limit}). */
    private static final int MAX_STEPS = 3000;

    /** Bytes that are looked at, those that are looked at again counted again. */
    private static final long MAX_BYTES = 4L << 20;

    private int steps = MAX_STEPS;
    private long bytes = MAX_BYTES;

    /** Makes a whole effort. */
    public Effort() {}

    /** Returns whether it was not enough, and what was looked for may be there all the same. */
    public boolean isSpent() {
        return steps < 0 || bytes < 0;
    }

    /** Takes one try; false if there is none left. */
    boolean step() {
        steps--;
        return !isSpent();
    }

    /** Takes a look at so many bytes. */
    void look(long count) {
        bytes -= count;
    }
}
