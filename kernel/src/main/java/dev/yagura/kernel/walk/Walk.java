package dev.yagura.kernel.walk;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a walk found, and why it ended.
 *
 * @param <T> what the container holds
 * @param container what was walked, for people, for example {@code "list at 0xffff…"}
 * @param items in the container's order; all of them only if {@link #isComplete()}
 * @param end why the walk ended
 */
public record Walk<T>(String container, List<T> items, WalkEnd end) {
    /** Copies the items. */
    public Walk {
        requireNonNull(container, "container");
        items = List.copyOf(items);
        requireNonNull(end, "end");
    }

    /** Returns whether the container was seen whole. */
    public boolean isComplete() {
        return end instanceof WalkEnd.Complete;
    }

    /**
     * Returns the items of a container that was seen whole.
     *
     * @throws WalkCutException if it was not
     */
    public List<T> complete() throws WalkCutException {
        if (end instanceof WalkEnd.Cut cut) {
            throw new WalkCutException(container, items.size(), cut);
        }
        return items;
    }
}
