package dev.yagura.fuzz;

/** What a target checks beyond the exceptions. */
final class Invariant {
    private Invariant() {}

    /**
     * Reports a finding unless {@code holds}.
     *
     * @param what the invariant that is broken, with the values that break it
     */
    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
