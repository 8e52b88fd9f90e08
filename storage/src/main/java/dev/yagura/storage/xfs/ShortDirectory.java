package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.filesystem.InodeTypes;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A directory that is in its inode; {@code struct xfs_dir2_sf_hdr}, {@code xfs_dir2_sf_entry}.
 *
 * @param area the bytes that are in use
 * @param typed whether entries tell the type of what they name
 */
record ShortDirectory(Structure area, boolean typed) {
    private static final Field COUNT = new Field("count", 0, 1);
    private static final Field I8COUNT = new Field("i8count", 1, 1);
    private static final int FIXED_BYTES = 2;
    private static final int ENTRY_BYTES = 3;

    /** Calls {@code visitor} for each entry until it returns false. */
    void visit(Predicate<Entry> visitor) throws MalformedStructureException {
        boolean wide = area.u8(I8COUNT) != 0;
        int numberBytes = wide ? 8 : 4;
        int count = area.u8(COUNT);
        long at = FIXED_BYTES + (long) numberBytes; // behind the parent's number
        for (int i = 0; i < count; i++) {
            Field nameLength = new Field("namelen", at, 1);
            int length = area.u8(nameLength);
            area.requireRange(nameLength, length, 1, 255);
            FileName name = FileName.of(area.copy(new Field("name", at + ENTRY_BYTES, length)));
            at += ENTRY_BYTES + length;
            Optional<FileType> type = Optional.empty();
            if (typed) {
                type = InodeTypes.ofEntry(area.u8(new Field("ftype", at, 1)));
                at++;
            }
            Field number = new Field("inumber", at, numberBytes);
            Entry entry = new Entry(name, wide ? area.u64be(number) : area.u32be(number), type);
            at += numberBytes;
            if (!name.isDot() && !visitor.test(entry)) {
                return;
            }
        }
    }
}
