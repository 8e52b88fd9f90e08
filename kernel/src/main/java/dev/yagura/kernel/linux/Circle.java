package dev.yagura.kernel.linux;

/**
 * Notices that a walk goes in circles, by Brent's method: one place is kept, a newer one after each
 * power of two of steps. A circle is noticed within three times its own length and the way to it.
 */
final class Circle {
    private long steps;
    private long next = 1;
    private long firstKept;
    private long secondKept;

    /**
     * Makes a step.
     *
     * @param first one half of what tells a place from all others, not 0
     * @param second the other half
     * @return whether the walk has been there before
     */
    boolean isClosedBy(long first, long second) {
        if (first == firstKept && second == secondKept) {
            return true;
        }
        steps++;
        if (steps == next) {
            next *= 2;
            firstKept = first;
            secondKept = second;
        }
        return false;
    }
}
