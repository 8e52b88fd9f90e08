package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.filesystem.InodeTypes;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A block with names; {@code struct xfs_dir2_data_entry}, {@code xfs_dir2_data_unused}. The only
 * block of a directory has its hash index at its end.
 *
 * @param block the block
 * @param typed whether entries tell the type of what they name
 */
record DirectoryBlock(Structure block, boolean typed) {
    private static final long ONLY_MAGIC = 0x58444233L; // XDB3
    private static final long DATA_MAGIC = 0x58444433L; // XDD3
    private static final int HEADER_BYTES = 64;
    private static final int TAIL_BYTES = 8;
    private static final int INDEX_ENTRY_BYTES = 8;
    private static final int ALIGNMENT = 8;
    private static final int UNUSED = 0xFFFF;

    /** Bytes of an entry before its name. */
    private static final int ENTRY_BYTES = 9;

    /** Bytes of where an entry says at its end that it starts. */
    private static final int TAG_BYTES = 2;

    /** Refuses what holds no names. */
    static void requireMagic(Structure block) throws MalformedStructureException {
        long magic = MetadataHeader.DIRECTORY.magic(block);
        if (magic != ONLY_MAGIC) {
            MetadataHeader.DIRECTORY.requireMagic(block, DATA_MAGIC);
        }
    }

    /**
     * Calls {@code visitor} for each entry until it returns false; returns whether it never did.
     *
     * @throws MalformedStructureException if the entries do not fill the block from end to end
     */
    boolean visit(Predicate<Entry> visitor) throws MalformedStructureException {
        long end = end();
        long at = HEADER_BYTES;
        while (at < end) {
            if (block.u16be(new Field("freetag", at, 2)) == UNUSED) {
                Field lengthField = new Field("length", at + 2, 2);
                int length = block.u16be(lengthField);
                block.requireRange(lengthField, length, ALIGNMENT, end - at);
                block.requireRange(lengthField, length % ALIGNMENT, 0, 0);
                at += length;
            } else {
                int nameLength = nameLength(at);
                int length = length(nameLength);
                block.requireRange(new Field("namelen", at + 8, 1), length, ALIGNMENT, end - at);
                Field tag = new Field("tag", at + length - TAG_BYTES, 2);
                block.requireRange(tag, block.u16be(tag), at, at);
                Entry entry = entry(at, nameLength);
                if (!entry.name().isDot() && !visitor.test(entry)) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    private int nameLength(long at) throws MalformedStructureException {
        Field field = new Field("namelen", at + 8, 1);
        int length = block.u8(field);
        block.requireRange(field, length, 1, 255);
        return length;
    }

    private int length(int nameLength) {
        int unaligned = ENTRY_BYTES + nameLength + (typed ? 1 : 0) + TAG_BYTES;
        return (unaligned + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private Entry entry(long at, int nameLength) throws MalformedStructureException {
        Optional<FileType> type =
                typed
                        ? InodeTypes.ofEntry(
                                block.u8(new Field("ftype", at + ENTRY_BYTES + nameLength, 1)))
                        : Optional.empty();
        return new Entry(
                FileName.of(block.copy(new Field("name", at + ENTRY_BYTES, nameLength))),
                block.u64be(new Field("inumber", at, 8)),
                type);
    }

    /** Returns where the names end. */
    private long end() throws MalformedStructureException {
        if (MetadataHeader.DIRECTORY.magic(block) != ONLY_MAGIC) {
            return block.size();
        }
        Field countField = new Field("count", block.size() - TAIL_BYTES, 4);
        long count = block.u32be(countField);
        long room = (block.size() - TAIL_BYTES - HEADER_BYTES) / INDEX_ENTRY_BYTES;
        if (count > room) {
            throw block.malformed(
                    Reason.OUT_OF_RANGE,
                    countField,
                    "is %d, expected at most %d".formatted(count, room));
        }
        return block.size() - TAIL_BYTES - count * INDEX_ENTRY_BYTES;
    }
}
