package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.PathResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists and finds the subvolumes of a filesystem. */
final class Subvolumes {
    /** So many are taken: what else would fill the memory. */
    private static final int MAX_LISTED = 1 << 14;

    private static final Field DIRID = new Field("dirid", 0, 8);
    private static final Field NAME_LEN = new Field("name_len", 16, 2);
    private static final int NAME_OFFSET = 18;

    private final Volume volume;

    Subvolumes(Volume volume) {
        this.volume = volume;
    }

    List<Subvolume> all() throws IOException {
        List<Subvolume> found = new ArrayList<>();
        volume.roots()
                .visit(
                        new Key(Key.FIRST_FREE, Key.ROOT_ITEM, 0),
                        item -> {
                            Key key = item.key();
                            if (key.type() == Key.ROOT_BACKREF
                                    && Key.isSubvolume(key.objectId())
                                    && Key.isSubvolume(key.offset())) {
                                found.add(subvolume(item));
                            }
                            return found.size() < MAX_LISTED;
                        });
        return found;
    }

    private static Subvolume subvolume(Item item) throws IOException {
        long parent = item.key().offset();
        long directory = item.data().u64(DIRID);
        int length = item.data().u16(NAME_LEN);
        byte[] name = item.data().copy(new Field("name", NAME_OFFSET, length));
        return new Subvolume(
                item.key().objectId(),
                parent,
                parent == Key.FS_TREE && directory == Key.FIRST_FREE,
                FileName.of(name));
    }

    /** Returns the number of the subvolume whose root directory is at a path below the top one. */
    Optional<Long> at(BtrfsFilesystem top, String path) throws IOException {
        return new PathResolver(top)
                .find(path)
                .map(PathResolver.Found::file)
                .filter(file -> file.attributes().inode() == Key.FIRST_FREE)
                .filter(BtrfsFile.class::isInstance)
                .map(file -> ((BtrfsFile) file).subvolume());
    }
}
