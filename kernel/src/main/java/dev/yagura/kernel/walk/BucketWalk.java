package dev.yagura.kernel.walk;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a walk over all chains of a hash table found.
 *
 * @param container what was walked, for people
 * @param nodes addresses of the chains' nodes, in the order of the buckets
 * @param cuts why chains or buckets could not be walked to their end; empty for a whole table
 */
public record BucketWalk(String container, List<Long> nodes, List<WalkEnd.Cut> cuts) {
    /** Copies the lists. */
    public BucketWalk {
        requireNonNull(container, "container");
        nodes = List.copyOf(nodes);
        cuts = List.copyOf(cuts);
    }

    /** Returns whether the table was seen whole. */
    public boolean isComplete() {
        return cuts.isEmpty();
    }
}
