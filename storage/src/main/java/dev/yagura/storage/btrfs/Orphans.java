package dev.yagura.storage.btrfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Files without a name that were open when the filesystem was last used, of all subvolumes. */
final class Orphans {
    /** So many are taken: what else would fill the memory. */
    private static final int MAX_FILES = 1 << 16;

    private final Volume volume;

    Orphans(Volume volume) {
        this.volume = volume;
    }

    List<StoredFile> files() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        volume.roots()
                .visit(
                        new Key(Key.FS_TREE, Key.ROOT_ITEM, 0),
                        item -> {
                            Key key = item.key();
                            if (key.type() == Key.ROOT_ITEM && Key.isSubvolume(key.objectId())) {
                                addAll(volume.tree(key.objectId()), files);
                            }
                            return files.size() < MAX_FILES;
                        });
        return files;
    }

    private void addAll(Tree tree, List<StoredFile> files) throws IOException {
        tree.visit(
                Key.ORPHANS,
                Key.ORPHAN_ITEM,
                item -> {
                    try {
                        Inode inode = Inode.read(tree, item.key().offset());
                        if (inode.attributes().links() == 0) {
                            files.add(new BtrfsFile(volume, tree, inode));
                        }
                    } catch (MalformedStructureException e) {
                        volume.policy().found(e);
                    }
                    return files.size() < MAX_FILES;
                });
    }
}
