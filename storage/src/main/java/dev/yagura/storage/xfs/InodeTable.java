package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The inodes of a volume, by number: its group, block in the group, and place in the block. */
final class InodeTable {
    private static final Field NUMBER = new Field("inode number", 0, 8);

    private final Volume volume;

    InodeTable(Volume volume) {
        this.volume = volume;
    }

    /**
     * Returns an inode that something on the volume refers to.
     *
     * @throws MalformedStructureException if there is no such number or the inode is free
     */
    Inode get(long number) throws IOException {
        Structure raw = raw(number);
        if (!Inode.isUsed(raw)) {
            throw free(raw, number);
        }
        return Inode.parse(number, raw);
    }

    /**
     * Returns an inode that the inode tree of its group knows, as a number from elsewhere may lead
     * to what was an inode once.
     *
     * @throws MalformedStructureException if there is no such number or the inode is free
     */
    Inode getKnown(long number) throws IOException {
        Structure name = name(number);
        requireGroup(name, number);
        AllocationGroup group = AllocationGroup.read(volume, group(number));
        if (!new InodeTree(volume, group).isInUse(inGroup(number))) {
            throw free(name, number);
        }
        return get(number);
    }

    /** Returns the bytes of an inode, after what they say of themselves was verified. */
    Structure raw(long number) throws IOException {
        Structure name = name(number);
        requireGroup(name, number);
        XfsSuperblock sb = volume.superblock();
        long inGroup = inGroup(number);
        long block = volume.block(group(number), inGroup >>> sb.inodeBits());
        volume.requireBlocks(block, 1, name, NUMBER);
        long within = (inGroup & ((1L << sb.inodeBits()) - 1)) * sb.inodeBytes();
        long offset = volume.offset(block) + within;
        Structure raw = new Structure(name.name(), volume.bytes(offset, sb.inodeBytes()));
        Inode.verify(volume, number, raw, offset);
        return raw;
    }

    /** Returns the number of an inode of a group. */
    long number(long group, long inGroup) {
        return (group << groupShift()) | inGroup;
    }

    private long group(long number) {
        return number >>> groupShift();
    }

    private long inGroup(long number) {
        return number & ((1L << groupShift()) - 1);
    }

    private int groupShift() {
        return volume.superblock().groupBits() + volume.superblock().inodeBits();
    }

    private void requireGroup(Structure name, long number) throws MalformedStructureException {
        name.requireRange(NUMBER, group(number), 0, volume.superblock().groupCount() - 1);
    }

    private static Structure name(long number) {
        return new Structure("inode " + number, MemorySegment.ofArray(new byte[8]));
    }

    private static MalformedStructureException free(Structure name, long number) {
        return name.malformed(
                Reason.OUT_OF_RANGE, NUMBER, "is %d, expected one in use".formatted(number));
    }
}
