package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.filesystem.InodeTypes;
import java.util.Optional;
import java.util.function.Predicate;

/** Entries of one block of a directory, or of what stands for one in the inode. */
final class DirectoryEntries {
    private static final int HEADER_BYTES = 8;

    private final ExtSuperblock superblock;

    DirectoryEntries(ExtSuperblock superblock) {
        this.superblock = superblock;
    }

    /**
     * Calls {@code visitor} for each entry until it returns false; returns whether it never did.
     *
     * @throws MalformedStructureException if the entries do not fill the area from end to end
     */
    boolean visit(Structure area, Predicate<Entry> visitor) throws MalformedStructureException {
        boolean typed = superblock.hasIncompat(Features.INCOMPAT_FILETYPE);
        long at = 0;
        while (at < area.size()) {
            Field lengthField = new Field("rec_len", at + 4, 2);
            long length = recordLength(area.u16(lengthField), area.size());
            area.requireRange(lengthField, length, HEADER_BYTES, area.size() - at);
            area.requireRange(lengthField, length & 3, 0, 0);
            Field inodeField = new Field("inode", at, 4);
            long inode = area.u32(inodeField);
            if (inode != 0) {
                Field nameLengthField = new Field("name_len", at + 6, 1);
                int nameLength = area.u8(nameLengthField);
                area.requireRange(nameLengthField, nameLength, 1, length - HEADER_BYTES);
                area.requireRange(inodeField, inode, 1, superblock.inodeCount());
                FileName name =
                        FileName.of(area.copy(new Field("name", at + HEADER_BYTES, nameLength)));
                Optional<FileType> type =
                        typed
                                ? InodeTypes.ofEntry(area.u8(new Field("file_type", at + 7, 1)))
                                : Optional.empty();
                if (!name.isDot() && !visitor.test(new Entry(name, inode, type))) {
                    return false;
                }
            }
            at += length;
        }
        return true;
    }

    /** Returns what {@code rec_len} stands for: 64 KiB does not fit into its 16 bits. */
    static long recordLength(int stored, long areaBytes) {
        if (areaBytes < 65536) {
            return stored;
        }
        return stored == 0xFFFF || stored == 0 ? areaBytes : (stored & 0xFFFC) | (stored & 3) << 16;
    }
}
