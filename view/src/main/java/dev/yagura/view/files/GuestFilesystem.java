package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.filesystem.Filesystem;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A filesystem that the guest uses: what is on a disk of it, and what is in memory.
 *
 * @param superBlockGva address of its {@code super_block}
 * @param type as in {@code /proc/mounts}
 * @param kind what its files are made of
 * @param disk where it is on the disks that could be opened
 * @param newest the same with what memory has of its structures, so that what is in neither was
 *     never written; empty where that cannot be
 * @param cached what memory has; empty where that cannot be joined
 */
record GuestFilesystem(
        long superBlockGva,
        String type,
        FilesystemKind kind,
        Optional<FoundFilesystem> disk,
        Optional<Filesystem> newest,
        CachedTree cached) {
    /** Filesystems whose inode numbers in memory are those on disk, for the whole filesystem. */
    private static final Set<String> SAME_NUMBERS = Set.of("ext2", "ext3", "ext4", "xfs");

    /** Returns whether a file is in memory and on disk under the same number. */
    static boolean hasSameNumbers(String type) {
        return SAME_NUMBERS.contains(type);
    }

    boolean hasSameNumbers() {
        return hasSameNumbers(type);
    }

    /** Returns whether the disk is read with what memory has of its structures. */
    boolean hasNewestStructures() {
        return newest.isPresent();
    }

    boolean isInMemoryOnly() {
        return kind == FilesystemKind.MEMORY;
    }

    /** Returns what it is for people, such as {@code tmpfs} or {@code ext4 "root" on disk0p1}. */
    String description() {
        return disk.map(FoundFilesystem::description).orElse(type);
    }

    /**
     * Returns what the disk has under a number, with what memory has of its structures.
     *
     * @return empty if there is no such file, or if it is a deleted one
     * @throws IOException if the device fails
     */
    Optional<StoredFile> onDisk(long number) throws IOException {
        return disk.isEmpty()
                ? Optional.empty()
                : under(number, newest.orElse(disk.get().filesystem()));
    }

    /**
     * Returns what was written to the disk under a number, by the disk alone.
     *
     * @return as {@link #onDisk}
     * @throws IOException if the device fails
     */
    Optional<StoredFile> written(long number) throws IOException {
        return disk.isEmpty() ? Optional.empty() : under(number, disk.get().filesystem());
    }

    private Optional<StoredFile> under(long number, Filesystem filesystem) throws IOException {
        if (!hasSameNumbers()) {
            return Optional.empty();
        }
        try {
            StoredFile file = filesystem.inode(number);
            return file.attributes().links() == 0 ? Optional.empty() : Optional.of(file);
        } catch (MalformedStructureException e) {
            return Optional.empty(); // not there yet: memory has it, and says so
        }
    }
}
