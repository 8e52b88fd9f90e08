package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.filesystem.InodeTypes;
import dev.yagura.storage.io.SeededCrc32c;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A name in a directory, or an extended attribute, which has the same form.
 *
 * @param location key of what is named: of an inode of the same tree, or of a root
 * @param type {@code BTRFS_FT_*}
 * @param data value of an extended attribute
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only in this package
record DirectoryItem(Key location, int type, FileName name, byte[] data) {
    private static final int HEADER_BYTES = 30;
    private static final int HASH_SEED = ~1;
    private static final int TYPE_MASK = 0x7F;

    /** Parses an item, which holds several names where their hashes are the same. */
    static List<DirectoryItem> parse(Structure item) throws MalformedStructureException {
        List<DirectoryItem> names = new ArrayList<>();
        long at = 0;
        while (at < item.size()) {
            int dataLength = item.u16(new Field("data_len", at + 25, 2));
            Field nameLengthField = new Field("name_len", at + 27, 2);
            int nameLength = item.u16(nameLengthField);
            item.requireRange(nameLengthField, nameLength, 1, item.size());
            long data = at + HEADER_BYTES + nameLength;
            names.add(
                    new DirectoryItem(
                            Key.read(item, at),
                            item.u8(new Field("type", at + 29, 1)) & TYPE_MASK,
                            FileName.of(
                                    item.copy(new Field("name", at + HEADER_BYTES, nameLength))),
                            dataLength == 0
                                    ? new byte[0]
                                    : item.copy(new Field("data", data, dataLength))));
            at = data + dataLength;
        }
        return names;
    }

    /** Returns the hash by which a name is found. */
    static long hash(FileName name) {
        return Integer.toUnsignedLong(SeededCrc32c.of(HASH_SEED, name.bytes()));
    }

    /** Returns whether this names another subvolume. */
    boolean isSubvolume() {
        return location.type() == Key.ROOT_ITEM;
    }

    Optional<FileType> fileType() {
        return InodeTypes.ofEntry(type);
    }
}
