package dev.yagura.network.match.content;

import java.util.List;

/** One run of a program over a buffer. */
final class Inspection {
    private final byte[] bytes;
    private final List<Step> steps;
    private final Numbers numbers;
    private final Effort effort;
    private boolean hopeless;

    Inspection(byte[] bytes, List<Step> steps, Numbers numbers, Effort effort) {
        this.bytes = bytes;
        this.steps = steps;
        this.numbers = numbers;
        this.effort = effort;
    }

    boolean run() {
        return rest(0, 0);
    }

    byte[] bytes() {
        return bytes;
    }

    Numbers numbers() {
        return numbers;
    }

    Effort effort() {
        return effort;
    }

    /** Returns whether the steps from {@code index} on hold behind a match. */
    boolean rest(int index, int position) {
        if (index == steps.size()) {
            return true;
        }
        if (!effort.step()) {
            return false;
        }
        boolean found = steps.get(index).matches(this, index, position);
        if (!found && !steps.get(index).isRelative()) {
            hopeless = true; // nothing that was found before changes what this one looks at
        }
        return found;
    }

    /** Returns whether it helps to find what stands before a step at another place. */
    boolean isWorthAnotherTry() {
        return !hopeless && !effort.isSpent();
    }

    /** Holds what a step decoded against steps of their own. */
    boolean inside(byte[] decoded, List<Step> inner) {
        return new Inspection(decoded, inner, numbers, effort).run();
    }
}
