package dev.yagura.storage.file;

import java.io.IOException;

/** A tree of files: one filesystem, or several mounted in each other. Read-only. */
public interface FileTree {

    /** Returns what the tree is, for people: such as {@code ext4 "root" on vda1}. */
    String description();

    /**
     * Returns the root directory.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if it is damaged
     * @throws IOException if the device fails
     */
    StoredFile root() throws IOException;
}
