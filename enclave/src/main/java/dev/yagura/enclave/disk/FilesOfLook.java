package dev.yagura.enclave.disk;

import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.MountedTree;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.files.GuestTree;
import dev.yagura.view.guest.GuestView;
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
    private final List<String> mounts;
    private final List<FoundFilesystem> filesystems;
    private final List<Unmounted> unmounted;
    private final Supplier<List<String>> notes;

    private FilesOfLook(
            FileTree tree,
            Function<StoredFile, Optional<String>> filesystemOf,
            List<String> mounts,
            List<FoundFilesystem> filesystems,
            List<Unmounted> unmounted,
            Supplier<List<String>> notes) {
        this.tree = tree;
        this.filesystemOf = filesystemOf;
        this.mounts = List.copyOf(mounts);
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
        return new FilesOfLook(
                tree,
                file -> tree.filesystemOf(file).map(FileRows::name),
                tree.mounts().stream().map(FilesOfLook::text).toList(),
                tree.mounts().stream().map(MountedTree.Mount::filesystem).toList(),
                both(tree.unmounted(), also),
                tree::notes);
    }

    /**
     * Returns the files of disks and memory together.
     *
     * @param also what else is not in the tree
     */
    public static FilesOfLook of(GuestTree tree, List<Unmounted> also) {
        return new FilesOfLook(
                tree,
                tree::filesystemOf,
                tree.mounts(),
                List.of(),
                both(tree.unmounted(), also),
                tree::notes);
    }

    /** Returns the same with what the guest's kernel makes up, which is not missed then. */
    public static FilesOfLook of(GuestTree tree, GuestView view) {
        List<Unmounted> unmounted =
                tree.unmounted().stream()
                        .filter(gone -> view.made().stream().noneMatch(made -> isOn(gone, made)))
                        .toList();
        return new FilesOfLook(
                view,
                tree::filesystemOf,
                tree.mounts(),
                List.of(),
                both(unmounted, view.missing()),
                tree::notes);
    }

    private static boolean isOn(Unmounted gone, String path) {
        return gone.what().endsWith(" on " + path);
    }

    private static String text(MountedTree.Mount mount) {
        return "%s: %s".formatted(mount.path(), mount.filesystem().description());
    }

    private static List<Unmounted> both(List<Unmounted> some, List<Unmounted> others) {
        List<Unmounted> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
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

    /** Returns what is mounted, for people, the root first: {@code "/run: tmpfs"}. */
    public List<String> mounts() {
        return mounts;
    }

    /** Returns the filesystems on disks, that of the root first; none of a joined tree. */
    List<FoundFilesystem> filesystems() {
        return filesystems;
    }

    /** Returns what is not in the tree. */
    public List<Unmounted> unmounted() {
        return unmounted;
    }

    /** Returns what a reader should know, for people, up to now. */
    public List<String> notes() {
        return notes.get();
    }
}
