package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A guest's files as it sees them itself: its root filesystem, and the others where its {@code
 * /etc/fstab} mounts them.
 *
 * <p>All symbolic links on the way to a mount point are followed inside the tree. Safe for
 * concurrent use.
 */
public final class MountedTree implements FileTree {
    private final FoundFilesystem root;
    private final MountTable table;
    private final List<Mount> mounts;
    private final List<Unmounted> unmounted;
    private final List<String> remarks;

    /**
     * A filesystem in its place.
     *
     * @param path where it is mounted, as fstab says it
     * @param filesystem what is mounted
     */
    public record Mount(String path, FoundFilesystem filesystem) {}

    /**
     * Something whose files are not in the tree.
     *
     * @param what a layer, or a line of fstab
     * @param why why not
     * @param isGap whether files of the guest may be missing for it; if not, it is good to know
     */
    public record Unmounted(String what, String why, boolean isGap) {
        /** Requires the components. */
        public Unmounted {
            requireNonNull(what, "what");
            requireNonNull(why, "why");
        }
    }

    MountedTree(
            FoundFilesystem root,
            MountTable table,
            List<Mount> mounts,
            List<Unmounted> unmounted,
            List<String> remarks) {
        this.root = root;
        this.table = table;
        this.mounts = List.copyOf(mounts);
        this.unmounted = List.copyOf(unmounted);
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Puts the filesystems of a guest together.
     *
     * @param chosen the filesystem that is to be the root, by the name of its layer, uuid or label;
     *     empty to take the one that looks most like one
     * @throws NoRootException if there is none, or none that is called so
     * @throws IOException if its root directory cannot be read
     */
    public static MountedTree of(Disks disks, Optional<String> chosen) throws IOException {
        FoundFilesystem root = new RootChoice(disks).choose(chosen);
        return new Mounter(disks, root).mountAll();
    }

    @Override
    public String description() {
        return root.description();
    }

    @Override
    public StoredFile root() throws IOException {
        return table.seen(root, root.filesystem().root());
    }

    /** Returns the filesystem that a file of this tree is on; empty for a file of none. */
    public Optional<FoundFilesystem> filesystemOf(StoredFile file) {
        return file instanceof JoinedFile joined ? Optional.of(joined.on()) : Optional.empty();
    }

    /** Returns what is mounted, the root first. */
    public List<Mount> mounts() {
        return mounts;
    }

    /** Returns what is on the disks, or in fstab, and not in this tree. */
    public List<Unmounted> unmounted() {
        return unmounted;
    }

    /**
     * Returns what a reader should know of images, partition tables and mounted filesystems, for
     * people, up to now.
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(remarks);
        for (Mount mount : mounts) {
            for (String note : mount.filesystem().notes()) {
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
        }
        return notes;
    }
}
