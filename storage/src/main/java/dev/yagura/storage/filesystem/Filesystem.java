package dev.yagura.storage.filesystem;

import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One filesystem on one block device, read as it would be after the kernel has mounted it.
 *
 * <p>Safe for concurrent use. On a device that changes meanwhile, structures are remembered from
 * different moments; open anew for a new look. The device stays the caller's to close.
 */
public interface Filesystem extends FileTree {
    /** Called with one file after the other. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes a file.
         *
         * @return whether to go on
         * @throws IOException to stop; it passes through
         */
        boolean visit(StoredFile file) throws IOException;
    }

    /** Returns the name of the format as {@code mount(8)} writes it, such as {@code ext4}. */
    String type();

    /** Returns the label; empty if there is none. What is not UTF-8 becomes U+FFFD. */
    String label();

    /** Returns the identity; one of 32 bits, as of vfat, stands in the low bits. */
    UUID uuid();

    /** Returns format and label, or identity where there is none. */
    @Override
    default String description() {
        return label().isEmpty() ? type() + " " + uuid() : type() + " \"" + label() + "\"";
    }

    /**
     * Returns what a reader should know, in whole sentences for people: a journal that was
     * replayed, changes that are not in this view.
     */
    List<String> notes();

    /**
     * Returns the filesystem from its topmost directory, of which {@link #root()} may show a part:
     * of btrfs, that is a subvolume.
     *
     * @throws IOException if the device fails
     */
    default FileTree whole() throws IOException {
        return this;
    }

    /**
     * Returns a file by its number, whether or not it has a name.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if there is no such inode, or it is
     *     damaged
     * @throws IOException if the device fails
     */
    StoredFile inode(long number) throws IOException;

    /**
     * Returns the files that are deleted, but were open when the filesystem was last used; the
     * kernel removes them at the next mount.
     *
     * @throws dev.yagura.bytes.MalformedStructureException if the list of them is damaged
     * @throws IOException if the device fails
     */
    List<StoredFile> orphans() throws IOException;

    /**
     * Searches for what is left of deleted files. Their blocks may be in use by others by now.
     *
     * @param visitor called for each inode that once was a file; damaged ones are passed over
     * @throws IOException if the device fails, or from the visitor
     */
    void deleted(Visitor visitor) throws IOException;

    /**
     * Returns this filesystem with newer copies of the blocks that hold its structures: inodes,
     * names, which block is where in a file. Content is the device's all the same.
     *
     * @return empty if its structures are not blocks in their places, or it is not known how to
     */
    default Optional<Filesystem> with(NewerBlocks newer) {
        return Optional.empty();
    }
}
