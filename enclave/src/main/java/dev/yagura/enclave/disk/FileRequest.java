package dev.yagura.enclave.disk;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A question about files of a VM.
 *
 * @param action what to do
 * @param place which file
 * @param recursive whether files below a directory are meant too; of {@link Action#LIST} and {@link
 *     Action#HASH}
 * @param root the filesystem whose root directory is that of all paths, by the name of what it lies
 *     on, uuid or label; empty for the VM's own root
 * @param diskOnly whether what the VM has in memory is left out
 */
public record FileRequest(
        Action action, Place place, boolean recursive, Optional<String> root, boolean diskOnly) {
    /** Requires the components. */
    public FileRequest {
        requireNonNull(action, "action");
        requireNonNull(place, "place");
        requireNonNull(root, "root");
    }

    /** Returns whether memory is joined: inodes and chosen filesystems are the disks' alone. */
    public boolean mayJoinMemory() {
        return !diskOnly && root.isEmpty() && place instanceof Place.Path;
    }

    /** What to do. */
    public enum Action {
        /** Names in a directory, or a file itself. */
        LIST,
        /** A regular file's content. */
        READ,
        /** All that an inode says, extended attributes included; a link is not followed. */
        STAT,
        /** Everything below a directory, and it itself. */
        FIND,
        /** SHA-256 of a regular file, or of all below a directory. */
        HASH,
        /** Everything below a directory, and it itself, as a baseline keeps it. */
        RECORD
    }

    /** Which file is meant. */
    public sealed interface Place {
        /**
         * A path from the root.
         *
         * @param text as {@code PathText} writes it: bytes that are no text are {@code \xNN}, a
         *     backslash is doubled
         */
        record Path(String text) implements Place {}

        /**
         * A file by its inode's number, whether or not it has a name.
         *
         * @param number on the root filesystem, at least 1
         */
        record Inode(long number) implements Place {}

        /** All files that are deleted and were still open, of all mounted filesystems. */
        record Orphans() implements Place {}
    }
}
