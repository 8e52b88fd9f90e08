package dev.yagura.storage.file;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Times that an inode had while it was the same file, by what its filesystem's journal still holds.
 *
 * @param modified the latest time of a change of the content
 * @param changed the latest time of a change of the inode
 */
public record PastTimes(Instant modified, Instant changed) {
    /** Requires the components. */
    public PastTimes {
        requireNonNull(modified, "modified");
        requireNonNull(changed, "changed");
    }

    /** Returns the later of the times of both. */
    public PastTimes or(PastTimes other) {
        return new PastTimes(
                modified.isAfter(other.modified) ? modified : other.modified,
                changed.isAfter(other.changed) ? changed : other.changed);
    }
}
