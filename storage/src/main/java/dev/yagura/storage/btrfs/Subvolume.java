package dev.yagura.storage.btrfs;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileName;

/**
 * A subvolume that has a name: all but the top one and those that are being deleted.
 *
 * @param number its own
 * @param parent number of the subvolume that has the directory with the name
 * @param inTop whether that directory is the root directory of the topmost subvolume
 * @param name in that directory
 */
public record Subvolume(long number, long parent, boolean inTop, FileName name) {
    /** Requires the components. */
    public Subvolume {
        requireNonNull(name, "name");
    }
}
