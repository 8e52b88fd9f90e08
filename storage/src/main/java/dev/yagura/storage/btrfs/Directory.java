package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names in a directory. Each is kept twice: by its hash, for lookups, and by its index, for lists.
 * A name that a forged filesystem has only once is listed all the same.
 */
final class Directory {
    /** So many names are taken from one directory: what else would fill the memory. */
    private static final int MAX_ENTRIES = 1 << 22;

    /** What stands for a subvolume that cannot be reached from here, as in the kernel. */
    static final long EMPTY_SUBVOLUME = 2;

    private static final int REFERENCE_HEADER_BYTES = 18;

    private final Volume volume;
    private final Tree tree;
    private final Inode inode;

    Directory(Volume volume, Tree tree, Inode inode) {
        this.volume = volume;
        this.tree = tree;
        this.inode = inode;
    }

    List<StoredFile.Entry> entries() throws IOException {
        List<StoredFile.Entry> entries = new ArrayList<>();
        Set<FileName> names = new HashSet<>();
        addAll(Key.DIR_INDEX, entries, names);
        addAll(Key.DIR_ITEM, entries, names);
        return entries;
    }

    private void addAll(int type, List<StoredFile.Entry> entries, Set<FileName> names)
            throws IOException {
        tree.visit(
                inode.attributes().inode(),
                type,
                item -> {
                    for (DirectoryItem name : DirectoryItem.parse(item.data())) {
                        if (!name.name().isDot() && names.add(name.name())) {
                            entries.add(entry(name));
                        }
                    }
                    item.data()
                            .requireRange(
                                    new Field("entries", 0, 4), entries.size(), 0, MAX_ENTRIES);
                    return true;
                });
    }

    private StoredFile.Entry entry(DirectoryItem name) throws IOException {
        long number = name.location().objectId();
        if (name.isSubvolume()) {
            Optional<RootItem> root = subvolume(name);
            number = root.isPresent() ? root.get().directory() : EMPTY_SUBVOLUME;
        }
        return new StoredFile.Entry(name.name(), number, name.fileType());
    }

    /** Returns what a name names. */
    Optional<StoredFile> find(FileName wanted) throws IOException {
        long number = inode.attributes().inode();
        Key key = new Key(number, Key.DIR_ITEM, DirectoryItem.hash(wanted));
        Optional<Item> item = tree.find(key);
        if (item.isPresent()) {
            for (DirectoryItem name : DirectoryItem.parse(item.get().data())) {
                if (name.name().equals(wanted)) {
                    return Optional.of(open(name));
                }
            }
        }
        return Optional.empty();
    }

    private StoredFile open(DirectoryItem name) throws IOException {
        long number = name.location().objectId();
        if (!name.isSubvolume()) {
            return new BtrfsFile(volume, tree, Inode.read(tree, number));
        }
        Optional<RootItem> root = subvolume(name);
        if (root.isEmpty()) {
            return new EmptySubvolume(inode.attributes());
        }
        Tree other = volume.tree(number);
        return new BtrfsFile(volume, other, Inode.read(other, root.get().directory()));
    }

    /**
     * Returns the root that a name leads to, if it does: a snapshot keeps the names of subvolumes
     * of what it was made of, but these are reached from there only.
     */
    private Optional<RootItem> subvolume(DirectoryItem name) throws IOException {
        long child = name.location().objectId();
        Optional<Item> reference = volume.roots().find(new Key(tree.number(), Key.ROOT_REF, child));
        return reference.isPresent() && leadsHere(reference.get(), name.name())
                ? volume.root(child)
                : Optional.empty();
    }

    private boolean leadsHere(Item reference, FileName name) throws MalformedStructureException {
        long directory = reference.data().u64(new Field("dirid", 0, 8));
        int length = reference.data().u16(new Field("name_len", 16, 2));
        byte[] expected = name.bytes();
        return directory == inode.attributes().inode()
                && length == expected.length
                && Arrays.equals(
                        reference.data().copy(new Field("name", REFERENCE_HEADER_BYTES, length)),
                        expected);
    }

    /** Returns whether an entry may be that of a subvolume, by which its number says nothing. */
    static boolean maybeSubvolume(StoredFile.Entry entry) {
        return entry.type().filter(type -> type != FileType.DIRECTORY).isEmpty()
                && (entry.inode() == Key.FIRST_FREE || entry.inode() == EMPTY_SUBVOLUME);
    }
}
