package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;

/**
 * Where a tree begins, and of a subvolume more.
 *
 * @param directory number of the root directory
 * @param references 0 for a subvolume that is deleted, but not yet all of it
 */
record RootItem(long logical, long generation, int level, long directory, long references) {
    private static final Field GENERATION = new Field("generation", 160, 8);
    private static final Field ROOT_DIRID = new Field("root_dirid", 168, 8);
    private static final Field BYTENR = new Field("bytenr", 176, 8);
    private static final Field REFS = new Field("refs", 216, 4);
    private static final Field LEVEL = new Field("level", 238, 1);

    static RootItem parse(Structure item) throws MalformedStructureException {
        return new RootItem(
                item.u64(BYTENR),
                item.u64(GENERATION),
                item.u8(LEVEL),
                item.u64(ROOT_DIRID),
                item.u32(REFS));
    }

    NodePointer pointer(long tree) {
        return NodePointer.root(logical, generation, level, tree);
    }
}
