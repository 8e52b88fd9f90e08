package dev.yagura.view.files;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.disk.MountedTree.Unmounted;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files of a guest as its first process sees them: mounted as the kernel has it in memory, with
 * the content of filesystems that are memory only, and what is newer in memory than on disk.
 *
 * <p>A filesystem in memory and one on a disk are the same if the kernel's {@code s_uuid} is the
 * disk's; where the kernel keeps none (vfat, before 6.9), if there is just one of that type on the
 * disks that no other uuid claims. The guest chooses both, and can deceive nobody but its own
 * reader: each is read with the reader of its own format, and bounded.
 *
 * <p>Names: the disk's, without those that memory knows to be gone (a name of nothing in the
 * kernel's cache of names, or an inode without links), with those that memory has and the disk has
 * not. A name that memory has forgotten is the disk's. Content: pages that are in memory before the
 * disk's bytes. Of ext3 and ext4 the disk is read with what memory has of its structures, and what
 * is in neither was never written; of others it is an error, never zeros, and so is what the disk
 * may have elsewhere by now. Safe for concurrent use, as long as disks and memory are open.
 */
public final class GuestTree implements FileTree {
    private final MountTable table;
    private final List<GuestMount> mounts;
    private final List<Unmounted> unmounted;
    private final List<String> notes;

    GuestTree(
            MountTable table,
            List<GuestMount> mounts,
            List<Unmounted> unmounted,
            List<String> notes) {
        this.table = table;
        this.mounts = List.copyOf(mounts);
        this.unmounted = List.copyOf(unmounted);
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads what is mounted, and all names and inodes that memory has of it. A guest that runs
     * should stand still for this; contents are read later, and may be newer.
     *
     * @param disks filesystems that were opened; may be none
     * @throws dev.yagura.bytes.MalformedStructureException if nothing is mounted that can be read
     * @throws IOException if the memory source fails, or mounts of this kernel cannot be read
     */
    public static GuestTree of(Linux linux, List<FoundFilesystem> disks) throws IOException {
        return new GuestMounter(linux, disks).mountAll();
    }

    @Override
    public String description() {
        return mounts.getFirst().filesystem().description();
    }

    @Override
    public StoredFile root() throws IOException {
        return table.rootOf(mounts.getFirst());
    }

    /** Returns what is mounted, for people, the root first: {@code "/run: tmpfs"}. */
    public List<String> mounts() {
        return mounts.stream()
                .map(mount ->
                        "%s: %s".formatted(mount.point().path(), mount.filesystem().description()))
                .toList();
    }

    /** Returns whether a filesystem that was opened on a disk is mounted in the guest. */
    public boolean isMounted(FoundFilesystem found) {
        return mounts.stream().anyMatch(mount -> isOn(mount, found));
    }

    /** Returns whether it is what the guest has for its root. */
    public boolean isRoot(FoundFilesystem found) {
        return isOn(mounts.getFirst(), found);
    }

    private static boolean isOn(GuestMount mount, FoundFilesystem found) {
        return mount.filesystem()
                .disk()
                .filter(disk -> disk.layer().equals(found.layer()))
                .isPresent();
    }

    /** Returns what is mounted in the guest, or was in memory, and is not in this tree. */
    public List<Unmounted> unmounted() {
        return unmounted;
    }

    /** Returns what a reader should know, for people. */
    public List<String> notes() {
        return notes;
    }

    /**
     * Returns the filesystem that a file of this tree is on, for people: {@code "tmpfs"}, {@code
     * "ext4 on disk0p1"}; empty for a file of another tree.
     */
    public Optional<String> filesystemOf(StoredFile file) {
        return file instanceof GuestFile own
                ? Optional.of(name(own.mount().filesystem()))
                : Optional.empty();
    }

    private static String name(GuestFilesystem filesystem) {
        return filesystem
                .disk()
                .map(disk -> disk.filesystem().type() + " on " + disk.layer().name())
                .orElse(filesystem.type());
    }
}
