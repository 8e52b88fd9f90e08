package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.filesystem.InodeTypes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * One inode of a subvolume.
 *
 * @param flags {@code BTRFS_INODE_*}, and from bit 32 on {@code BTRFS_INODE_RO_*}
 */
record Inode(FileAttributes attributes, long flags) {
    static final long NODATASUM = 0x1;
    static final long IMMUTABLE = 0x40;
    static final long APPEND = 0x80;
    static final long VERITY = 1L << 32;

    private static final int NANOS = 1_000_000_000;
    private static final int MAJOR_SHIFT = 20;
    private static final int MINOR_MASK = 0xFFFFF;

    private static final Field NUMBER = new Field("inode number", 0, 8);
    private static final Field SIZE = new Field("size", 16, 8);
    private static final Field NLINK = new Field("nlink", 40, 4);
    private static final Field UID = new Field("uid", 44, 4);
    private static final Field GID = new Field("gid", 48, 4);
    private static final Field MODE = new Field("mode", 52, 4);
    private static final Field RDEV = new Field("rdev", 56, 8);
    private static final Field FLAGS = new Field("flags", 64, 8);
    private static final Field ATIME = new Field("atime.sec", 112, 8);
    private static final Field CTIME = new Field("ctime.sec", 124, 8);
    private static final Field MTIME = new Field("mtime.sec", 136, 8);
    private static final Field OTIME = new Field("otime.sec", 148, 8);

    /**
     * Reads an inode.
     *
     * @throws MalformedStructureException if the tree has none of that number, or it is damaged
     */
    static Inode read(Tree tree, long number) throws IOException {
        Optional<Item> item = tree.find(new Key(number, Key.INODE_ITEM, 0));
        if (item.isEmpty()) {
            throw new Structure("btrfs tree " + tree.number(), MemorySegment.NULL)
                    .malformed(
                            Reason.OUT_OF_RANGE,
                            NUMBER,
                            Long.toUnsignedString(number) + " is not there");
        }
        return parse(item.get());
    }

    static Inode parse(Item item) throws MalformedStructureException {
        Structure raw = item.data();
        int mode = (int) raw.u32(MODE);
        FileType type = InodeTypes.ofMode(raw, MODE, mode);
        return new Inode(
                new FileAttributes(
                        item.key().objectId(),
                        type,
                        mode & 07777,
                        (int) raw.u32(UID),
                        (int) raw.u32(GID),
                        raw.u64InRange(SIZE, 0, Long.MAX_VALUE),
                        raw.u32(NLINK),
                        device(raw, type),
                        time(raw, MTIME),
                        time(raw, CTIME),
                        time(raw, ATIME),
                        Optional.of(time(raw, OTIME))),
                raw.u64(FLAGS));
    }

    boolean has(long flag) {
        return (flags & flag) != 0;
    }

    /**
     * The kernel's own form has 20 bits for the minor number; that of {@code stat(2)} splits it.
     */
    private static long device(Structure raw, FileType type) throws MalformedStructureException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return 0;
        }
        long stored = raw.u64(RDEV);
        long major = stored >>> MAJOR_SHIFT & 0xFFF;
        long minor = stored & MINOR_MASK;
        return major << 8 | (minor & 0xFF) | (minor & ~0xFF) << 12;
    }

    /** Returns a time; what an {@code Instant} cannot hold becomes the nearest that it can. */
    private static Instant time(Structure raw, Field seconds) throws MalformedStructureException {
        Field nanos = new Field("nsec", seconds.offset() + 8, 4);
        return Instant.ofEpochSecond(
                Math.clamp(
                        raw.u64(seconds),
                        Instant.MIN.getEpochSecond(),
                        Instant.MAX.getEpochSecond()),
                raw.u32(nanos) % NANOS);
    }
}
