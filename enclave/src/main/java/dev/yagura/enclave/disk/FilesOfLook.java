package dev.yagura.enclave.disk;

import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.MountedTree;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.files.GuestTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The files of a VM at one look: those of its disks, or these joined with what memory has. */
public final class FilesOfLook implements FileTree {
    private final FileTree tree;
    private final Function<StoredFile, Optional<String>> filesystemOf;
    private final List<FoundFilesystem> filesystems;
    private final List<Unmounted> unmounted;
    private final Supplier<List<String>> notes;

    private FilesOfLook(
            FileTree tree,
            Function<StoredFile, Optional<String>> filesystemOf,
            List<FoundFilesystem> filesystems,
            List<Unmounted> unmounted,
            Supplier<List<String>> notes) {
        this.tree = tree;
        this.filesystemOf = filesystemOf;
        this.filesystems = List.copyOf(filesystems);
        this.unmounted = List.copyOf(unmounted);
        this.notes = notes;
    }

    /**
     * Returns the files of disks alone.
     *
     * @param also what else is not in the tree
     */
    public static FilesOfLook of(MountedTree tree, List<Unmounted> also) {
        List<Unmounted> unmounted = new ArrayList<>(tree.unmounted());
        unmounted.addAll(also);
        return new FilesOfLook(
                tree,
                file -> tree.filesystemOf(file).map(FileRows::name),
                tree.mounts().stream().map(MountedTree.Mount::filesystem).toList(),
                unmounted,
                tree::notes);
    }

    /** Returns the files of disks and memory together. */
    public static FilesOfLook of(GuestTree tree) {
        return new FilesOfLook(tree, tree::filesystemOf, List.of(), tree.unmounted(), tree::notes);
    }

    @Override
    public String description() {
        return tree.description();
    }

    @Override
    public StoredFile root() throws IOException {
        return tree.root();
    }

    /** Returns the filesystem that a file is on, for people; empty if it is on none. */
    String filesystemOf(StoredFile file) {
        return filesystemOf.apply(file).orElse("");
    }

    /** Returns the filesystems on disks, that of the root first; none of a joined tree. */
    List<FoundFilesystem> filesystems() {
        return filesystems;
    }

    List<Unmounted> unmounted() {
        return unmounted;
    }

    List<String> notes() {
        return notes.get();
    }
}
