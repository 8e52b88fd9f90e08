package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.filesystem.InodeTypes;
import java.time.Instant;
import java.util.Optional;

/**
 * One inode; {@code struct xfs_dinode}, version 3.
 *
 * @param attributes what {@code stat(2)} would say
 * @param flags {@code di_flags}
 * @param data where the content is
 * @param attribute where the extended attributes are, if there is room for any
 */
record Inode(FileAttributes attributes, int flags, Fork data, Optional<Fork> attribute) {

    static final int FLAG_REALTIME = 0x1;
    static final int FLAG_IMMUTABLE = 0x8;
    static final int FLAG_APPEND = 0x10;

    /** Bytes before the forks. */
    static final int CORE_BYTES = 176;

    static final int MAGIC = 0x494E; // IN
    static final Field DI_MAGIC = new Field("di_magic", 0, 2);
    static final Field DI_MODE = new Field("di_mode", 2, 2);
    static final Field DI_FORMAT = new Field("di_format", 5, 1);
    static final Field DI_SIZE = new Field("di_size", 56, 8);
    static final Field DI_FORKOFF = new Field("di_forkoff", 82, 1);
    static final Field DI_FLAGS = new Field("di_flags", 90, 2);
    static final Field DI_NEXT_UNLINKED = new Field("di_next_unlinked", 96, 4);
    static final Field DI_LSN = new Field("di_lsn", 112, 8);

    private static final int FLAG2_BIGTIME = 0x8;
    private static final int FLAG2_NREXT64 = 0x10;

    private static final Field DI_VERSION = new Field("di_version", 4, 1);
    private static final Field DI_UID = new Field("di_uid", 8, 4);
    private static final Field DI_GID = new Field("di_gid", 12, 4);
    private static final Field DI_NLINK = new Field("di_nlink", 16, 4);
    private static final Field DI_BIG_NEXTENTS = new Field("di_big_nextents", 24, 8);
    private static final Field DI_ATIME = new Field("di_atime", 32, 8);
    private static final Field DI_MTIME = new Field("di_mtime", 40, 8);
    private static final Field DI_CTIME = new Field("di_ctime", 48, 8);
    private static final Field DI_NEXTENTS = new Field("di_nextents", 76, 4);
    private static final Field DI_ANEXTENTS = new Field("di_anextents", 80, 2);
    private static final Field DI_AFORMAT = new Field("di_aformat", 83, 1);
    private static final Field DI_CRC = new Field("di_crc", 100, 4);
    private static final Field DI_FLAGS2 = new Field("di_flags2", 120, 8);
    private static final Field DI_CRTIME = new Field("di_crtime", 144, 8);
    private static final Field DI_INO = new Field("di_ino", 152, 8);
    private static final Field DI_UUID = new Field("di_uuid", 160, 16);
    private static final Field DEVICE = new Field("device", 0, 4);

    /** Where nanoseconds are counted from: the earliest moment of the older form. */
    private static final long BIGTIME_EPOCH = Integer.MIN_VALUE;

    private static final long NANOS = 1_000_000_000L;

    /** A group's word for no inode. */
    static final long NONE = 0xFFFF_FFFFL;

    /**
     * Refuses what is not an inode, and verifies the rest of what tells whether it is this one.
     *
     * @param offset byte of the volume where it was read
     */
    static void verify(Volume volume, long number, Structure raw, long offset)
            throws MalformedStructureException {
        int magic = raw.u16be(DI_MAGIC);
        if (magic != MAGIC) {
            throw raw.malformed(
                    Reason.BAD_MAGIC, DI_MAGIC, "is 0x%x, expected 0x494e".formatted(magic));
        }
        raw.requireRange(DI_VERSION, raw.u8(DI_VERSION), 3, 3);
        if (!volume.isReplayed(offset, raw.size())) {
            Checksums.verify(raw, DI_CRC, volume.policy());
        }
        MetadataHeader.require(volume, raw, DI_INO, raw.u64be(DI_INO), number);
        MetadataHeader.requireUuid(volume, raw, DI_UUID);
    }

    /** Parses an inode that is in use. */
    static Inode parse(long number, Structure raw) throws MalformedStructureException {
        int mode = raw.u16be(DI_MODE);
        FileType type = InodeTypes.ofMode(raw, DI_MODE, mode);
        Fork data = data(number, raw);
        if (data.format() == Fork.Format.DEVICE) {
            return new Inode(
                    attributes(number, raw, type, 0, device(data.bytes(), type)),
                    raw.u16be(DI_FLAGS),
                    data,
                    attribute(number, raw));
        }
        long size = raw.requireRange(DI_SIZE, raw.u64be(DI_SIZE), 0, Long.MAX_VALUE);
        return new Inode(
                attributes(number, raw, type, size, 0),
                raw.u16be(DI_FLAGS),
                data,
                attribute(number, raw));
    }

    /**
     * Parses what is left of an inode that is free: its type and its length are gone.
     *
     * @param data what was made out of its content
     * @param sizeBytes what to tell of its length
     */
    static Inode leftover(long number, Structure raw, Fork data, long sizeBytes)
            throws MalformedStructureException {
        return new Inode(
                attributes(number, raw, FileType.REGULAR, sizeBytes, 0), 0, data, Optional.empty());
    }

    /** Returns whether the slot is a file now. */
    static boolean isUsed(Structure raw) throws MalformedStructureException {
        return raw.u16be(DI_MODE) != 0;
    }

    /** Returns whether the slot ever was a file. */
    static boolean wasUsed(Structure raw) throws MalformedStructureException {
        return raw.u64be(DI_CTIME) != 0;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private static FileAttributes attributes(
            long number, Structure raw, FileType type, long size, long device)
            throws MalformedStructureException {
        return new FileAttributes(
                number,
                type,
                raw.u16be(DI_MODE) & 07777,
                (int) raw.u32be(DI_UID),
                (int) raw.u32be(DI_GID),
                size,
                raw.u32be(DI_NLINK),
                device,
                time(raw, DI_MTIME),
                time(raw, DI_CTIME),
                time(raw, DI_ATIME),
                Optional.of(time(raw, DI_CRTIME)));
    }

    private static Fork data(long number, Structure raw) throws MalformedStructureException {
        long end = attributeOffset(raw);
        boolean large = (raw.u64be(DI_FLAGS2) & FLAG2_NREXT64) != 0;
        return new Fork(
                number,
                Fork.Format.of(raw, DI_FORMAT),
                large ? raw.u64be(DI_BIG_NEXTENTS) : raw.u32be(DI_NEXTENTS),
                new Structure(
                        raw.name() + " data fork",
                        raw.bytes()
                                .asSlice(CORE_BYTES, (end == 0 ? raw.size() : end) - CORE_BYTES)));
    }

    private static Optional<Fork> attribute(long number, Structure raw)
            throws MalformedStructureException {
        long start = attributeOffset(raw);
        if (start == 0) {
            return Optional.empty();
        }
        boolean large = (raw.u64be(DI_FLAGS2) & FLAG2_NREXT64) != 0;
        return Optional.of(
                new Fork(
                        number,
                        Fork.Format.of(raw, DI_AFORMAT),
                        large
                                ? raw.u32be(new Field("di_big_anextents", DI_NEXTENTS.offset(), 4))
                                : raw.u16be(DI_ANEXTENTS),
                        new Structure(raw.name() + " attribute fork", raw.bytes().asSlice(start))));
    }

    /** Returns where in the inode the attribute fork starts, or 0 if there is none. */
    private static long attributeOffset(Structure raw) throws MalformedStructureException {
        int units = raw.u8(DI_FORKOFF); // of 8 bytes
        raw.requireRange(DI_FORKOFF, units, 0, (raw.size() - CORE_BYTES) / 8 - 1);
        return units == 0 ? 0 : CORE_BYTES + units * 8L;
    }

    /** Returns the number of a device: 14 bits of major, 18 of minor; System V's {@code dev_t}. */
    private static long device(Structure fork, FileType type) throws MalformedStructureException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return 0;
        }
        long stored = fork.u32be(DEVICE);
        long major = stored >>> 18;
        long minor = stored & 0x3FFFF;
        return (minor & 0xFF) | (major << 8) | ((minor & ~0xFFL) << 12);
    }

    private static Instant time(Structure raw, Field field) throws MalformedStructureException {
        long stored = raw.u64be(field);
        if ((raw.u64be(DI_FLAGS2) & FLAG2_BIGTIME) != 0) {
            return Instant.ofEpochSecond(
                    BIGTIME_EPOCH + Long.divideUnsigned(stored, NANOS),
                    Long.remainderUnsigned(stored, NANOS));
        }
        return Instant.ofEpochSecond(stored >> 32, stored & 0xFFFF_FFFFL);
    }
}
