package dev.yagura.view.files;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is mounted where: on which path of which mount. */
final class MountTable {
    private final Map<Place, GuestMount> over = new HashMap<>();
    private final PageReader pages;

    private record Place(long mountGva, String path) {}

    MountTable(PageReader pages) {
        this.pages = pages;
    }

    /** Returns what reads the content of files that memory has. */
    PageReader pages() {
        return pages;
    }

    /**
     * Mounts.
     *
     * @param parent what it is mounted on
     * @param path where in the parent's filesystem
     * @return whether the place was free
     */
    boolean mount(GuestMount parent, String path, GuestMount mount) {
        return over.putIfAbsent(new Place(parent.point().gva(), path), mount) == null;
    }

    /**
     * Returns what is seen where a file is: itself, or what is mounted over it. Each mount is on
     * one that was there before it, so this ends.
     *
     * @throws MalformedStructureException if what is mounted there has no root
     * @throws IOException if the device fails
     */
    StoredFile seen(GuestFile file) throws IOException {
        GuestFile top = file;
        GuestMount next = over.get(new Place(top.mount().point().gva(), top.path()));
        while (next != null) {
            top = rootOf(next);
            next = over.get(new Place(top.mount().point().gva(), top.path()));
        }
        return top;
    }

    /**
     * Returns the directory that a mount shows.
     *
     * @throws MalformedStructureException if neither disk nor memory has it
     * @throws IOException if the device fails
     */
    GuestFile rootOf(GuestMount mount) throws IOException {
        GuestFilesystem filesystem = mount.filesystem();
        Optional<CachedInode> cached = filesystem.cached().inode(mount.rootNumber());
        Optional<StoredFile> disk =
                filesystem.hasSameNumbers()
                        ? filesystem.onDisk(mount.rootNumber())
                        : byPath(filesystem, mount.point().root());
        if (cached.isEmpty() && disk.isEmpty()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "mount of " + filesystem.description(),
                    "mnt_root",
                    0,
                    "is inode %d, which is not there".formatted(mount.rootNumber()));
        }
        return GuestFile.of(this, mount, mount.point().root(), disk, cached);
    }

    private static Optional<StoredFile> byPath(GuestFilesystem filesystem, String path)
            throws IOException {
        return filesystem.disk().isEmpty()
                ? Optional.empty()
                : new PathResolver(filesystem.disk().get().filesystem().whole())
                        .find(path)
                        .map(PathResolver.Found::file);
    }
}
