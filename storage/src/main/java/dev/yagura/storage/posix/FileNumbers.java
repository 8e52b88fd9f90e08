package dev.yagura.storage.posix;

import dev.yagura.storage.file.StoredFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers for the files of a tree of several filesystems that is shown as one: programs take files
 * of one number to be one file, and a directory that they have come through for a loop.
 *
 * <p>Files of the filesystem that is asked for first keep the numbers of their inodes. Those of the
 * others have, in the 16 high bits, how manieth filesystem theirs is. So no two files have one
 * number as long as inodes have less than 2^48 and there are less than 2^16 filesystems. Safe for
 * concurrent use.
 */
public final class FileNumbers {
    private static final int SHIFT = 48;

    private final Map<Object, Long> filesystems = new ConcurrentHashMap<>();

    /** Knows no filesystem yet. */
    public FileNumbers() {}

    /** Returns the number of a file. */
    public long of(StoredFile file) {
        return of(file, file.attributes().inode());
    }

    /**
     * Returns the number of an inode.
     *
     * @param neighbour a file of its filesystem
     */
    public long of(StoredFile neighbour, long inode) {
        Object filesystem = neighbour.filesystem();
        Long known = filesystems.get(filesystem);
        long ordinal = known == null ? ordinal(filesystem) : known;
        return inode ^ (ordinal << SHIFT);
    }

    private synchronized long ordinal(Object filesystem) {
        return filesystems.computeIfAbsent(filesystem, _ -> (long) filesystems.size());
    }
}
