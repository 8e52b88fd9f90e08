package dev.yagura.storage.disk;

import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which directories have another one mounted over them. Each directory is mounted once at most, so
 * that mounts alone never make a tree endless.
 */
final class MountTable {
    private final Map<Directory, Top> over = new HashMap<>();
    private final Set<Directory> mounted = new HashSet<>();

    private record Directory(Object filesystem, long inode) {
        static Directory of(StoredFile file) {
            return new Directory(file.filesystem(), file.attributes().inode());
        }
    }

    /** What is mounted over a directory. */
    private record Top(FoundFilesystem filesystem, StoredFile root) {}

    /** Makes a table for a tree with this root directory. */
    MountTable(StoredFile root) {
        mounted.add(Directory.of(root));
    }

    /**
     * Mounts a directory over another, or over what is mounted there already.
     *
     * @param point as it is seen, so that what is mounted last is on top
     * @param filesystem what is mounted
     * @param root the directory of it that is seen there from now on
     * @return whether that was done: not if it is mounted already, has something mounted over it,
     *     or is the root of all
     */
    boolean mount(StoredFile point, FoundFilesystem filesystem, StoredFile root) {
        Directory top = Directory.of(root);
        // From a directory with nothing over it to another such: so steps never come back.
        if (over.containsKey(top) || top.equals(Directory.of(point)) || !mounted.add(top)) {
            return false;
        }
        over.put(Directory.of(point), new Top(filesystem, root));
        return true;
    }

    /**
     * Returns what is seen where a file is: itself, or what is mounted over it.
     *
     * @param on the filesystem that the file is on
     */
    StoredFile seen(FoundFilesystem on, StoredFile file) {
        FoundFilesystem filesystem = on;
        StoredFile top = file;
        if (file.attributes().type() == FileType.DIRECTORY) {
            @Nullable Top next = over.get(Directory.of(top));
            while (next != null) {
                filesystem = next.filesystem();
                top = next.root();
                next = over.get(Directory.of(top));
            }
        }
        return new JoinedFile(this, filesystem, top);
    }
}
