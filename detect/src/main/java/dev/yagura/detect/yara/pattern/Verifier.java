package dev.yagura.detect.yara.pattern;

/** What patterns are verified with, in one piece of data after another. */
final class Verifier {
    private final Window window;
    private final Steps steps;
    private final Machine machine;
    private final PatternSearch.Found found;
    private final IndexList starts = new IndexList();
    private int pattern;

    Verifier(Window window, Steps steps, PatternSearch.Found found) {
        this.window = window;
        this.steps = steps;
        this.machine = new Machine(window, steps);
        this.found = found;
    }

    Window window() {
        return window;
    }

    Machine machine() {
        return machine;
    }

    /** Returns a list for whoever verifies. */
    IndexList starts() {
        return starts;
    }

    /** Turns to a pattern; returns whether it may still be verified. */
    boolean begin(int number) {
        pattern = number;
        return steps.begin(number);
    }

    /** Counts steps of the pattern that is verified. */
    void spend(long count) {
        steps.spend(count);
    }

    void found(int start, int length) {
        found.found(pattern, window.base + start, length);
    }
}
