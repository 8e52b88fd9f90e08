package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The inodes of a volume, by number. */
final class InodeTable {
    private static final Field NUMBER = new Field("inode number", 0, 4);

    private final Volume volume;

    InodeTable(Volume volume) {
        this.volume = volume;
    }

    /**
     * Returns an inode.
     *
     * @throws MalformedStructureException if there is no such number or the inode was never used
     */
    Inode get(long number) throws IOException {
        Structure raw = raw(number);
        if (!Inode.isUsed(raw)) {
            throw raw.malformed(
                    Reason.OUT_OF_RANGE, NUMBER, "is %d, expected one in use".formatted(number));
        }
        return Inode.parse(volume, number, raw);
    }

    /** Returns the bytes of an inode. */
    Structure raw(long number) throws IOException {
        ExtSuperblock sb = volume.superblock();
        Structure raw = new Structure("inode " + number, MemorySegment.ofArray(new byte[4]));
        raw.requireRange(NUMBER, number, 1, sb.inodeCount());
        long group = (number - 1) / sb.inodesPerGroup();
        raw.requireRange(NUMBER, group, 0, sb.groupCount() - 1);
        long offset = (number - 1) % sb.inodesPerGroup() * sb.inodeBytes();
        long block = volume.group(group).inodeTable() + offset / sb.blockBytes();
        MemorySegment bytes = volume.block(block, raw, NUMBER);
        return new Structure(raw.name(), bytes.asSlice(offset % sb.blockBytes(), sb.inodeBytes()));
    }
}
