package dev.yagura.network.match.content;

/** One condition of a program. */
interface Step {
    /** Returns whether it counts from the match before. */
    boolean isRelative();

    /**
     * Looks for what it asks, and for the rest of the program behind it.
     *
     * @param index its place in the program
     * @param position where the match before ended
     */
    boolean matches(Inspection inspection, int index, int position);
}
