package dev.yagura.kernel.walk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A container of the guest's kernel could not be walked to its end. */
public final class WalkCutException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Items seen before the walk stopped. */
    private final int reached;

    /** Why it stopped; a record of numbers and text. */
    private final transient WalkEnd.Cut cut;

    /**
     * Describes a walk that had to stop.
     *
     * @param container what was walked
     * @param reached items seen before it stopped
     * @param cut why it stopped
     */
    public WalkCutException(String container, int reached, WalkEnd.Cut cut) {
        super("%s: stopped after %d entries at %s".formatted(container, reached, cut));
        this.reached = reached;
        this.cut = requireNonNull(cut, "cut");
    }

    /** Returns how many items were seen before the walk stopped. */
    public int reached() {
        return reached;
    }

    /** Returns why the walk stopped. */
    public WalkEnd.Cut cut() {
        return cut;
    }
}
