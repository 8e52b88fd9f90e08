package dev.yagura.view.files;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the guest's memory had of one filesystem's files, at one moment.
 *
 * @param inodes files by their number
 * @param names of each directory, by its number: names, and the number of the file that each is of;
 *     {@link #NOTHING} for one that is known not to be there
 * @param nameCounts how many names each file has among those
 */
record CachedTree(
        Map<Long, CachedInode> inodes,
        Map<Long, SortedMap<FileName, Long>> names,
        Map<Long, Integer> nameCounts) {
    /** Number of no file. */
    static final long NOTHING = 0;

    /** Nothing of any file. */
    static final CachedTree EMPTY = new CachedTree(Map.of(), Map.of(), Map.of());

    Optional<CachedInode> inode(long number) {
        return Optional.ofNullable(inodes.get(number));
    }

    /** Returns a directory's names, as far as memory has them. */
    SortedMap<FileName, Long> namesIn(long directory) {
        return names.getOrDefault(directory, new TreeMap<>());
    }

    /**
     * Returns whether memory says for certain that a file has no other names than those here: it
     * has no links, or its links are all among them, as after it was renamed.
     */
    boolean hasNoOtherName(long number) {
        Optional<CachedInode> inode = inode(number);
        if (inode.isEmpty()) {
            return false;
        }
        FileAttributes attributes = inode.get().attributes();
        long most =
                attributes.type() == FileType.DIRECTORY
                        ? Math.min(1, attributes.links())
                        : attributes.links();
        return nameCounts.getOrDefault(number, 0) >= most;
    }
}
