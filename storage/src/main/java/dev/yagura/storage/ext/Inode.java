package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.filesystem.InodeTypes;
import dev.yagura.storage.io.SeededCrc32c;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * One inode; {@code inodes.rst}.
 *
 * @param attributes what {@code stat(2)} would say
 * @param flags {@code i_flags}
 * @param deletion {@code i_dtime}: when it was deleted, or the next orphan's number
 * @param extendedAttributeBlock block with extended attributes, or 0
 * @param checksumSeed what checksums of this inode's blocks start from
 * @param block {@code i_block}: 60 bytes that lead to the content
 * @param tail what follows the fields, with extended attributes; empty if there is no room
 */
record Inode(
        FileAttributes attributes,
        int flags,
        long deletion,
        long extendedAttributeBlock,
        int checksumSeed,
        Structure block,
        MemorySegment tail) {

    static final int FLAG_IMMUTABLE = 0x10;
    static final int FLAG_APPEND = 0x20;
    static final int FLAG_ENCRYPT = 0x800;
    static final int FLAG_INDEX = 0x1000;
    static final int FLAG_EXTENTS = 0x80000;
    static final int FLAG_VERITY = 0x100000;
    static final int FLAG_EA_INODE = 0x200000;
    static final int FLAG_INLINE_DATA = 0x10000000;
    static final int FLAG_CASEFOLD = 0x40000000;

    /** Bytes of {@code i_block}. */
    static final int BLOCK_BYTES = 60;

    private static final int GOOD_OLD_SIZE = 128;
    private static final long I_BLOCK_OFFSET = 0x28;

    private static final Field I_MODE = new Field("i_mode", 0x0, 2);
    private static final Field I_UID = new Field("i_uid", 0x2, 2);
    private static final Field I_SIZE_LO = new Field("i_size_lo", 0x4, 4);
    private static final Field I_ATIME = new Field("i_atime", 0x8, 4);
    private static final Field I_CTIME = new Field("i_ctime", 0xC, 4);
    private static final Field I_MTIME = new Field("i_mtime", 0x10, 4);
    private static final Field I_DTIME = new Field("i_dtime", 0x14, 4);
    private static final Field I_GID = new Field("i_gid", 0x18, 2);
    private static final Field I_LINKS_COUNT = new Field("i_links_count", 0x1A, 2);
    private static final Field I_FLAGS = new Field("i_flags", 0x20, 4);
    private static final Field I_GENERATION = new Field("i_generation", 0x64, 4);
    private static final Field I_FILE_ACL_LO = new Field("i_file_acl_lo", 0x68, 4);
    private static final Field I_SIZE_HIGH = new Field("i_size_high", 0x6C, 4);
    private static final Field I_FILE_ACL_HIGH = new Field("i_file_acl_high", 0x76, 2);
    private static final Field I_UID_HIGH = new Field("i_uid_high", 0x78, 2);
    private static final Field I_GID_HIGH = new Field("i_gid_high", 0x7A, 2);
    private static final Field I_CHECKSUM_LO = new Field("i_checksum_lo", 0x7C, 2);
    private static final Field I_EXTRA_ISIZE = new Field("i_extra_isize", 0x80, 2);
    private static final Field I_CHECKSUM_HI = new Field("i_checksum_hi", 0x82, 2);
    private static final Field I_CTIME_EXTRA = new Field("i_ctime_extra", 0x84, 4);
    private static final Field I_MTIME_EXTRA = new Field("i_mtime_extra", 0x88, 4);
    private static final Field I_ATIME_EXTRA = new Field("i_atime_extra", 0x8C, 4);
    private static final Field I_CRTIME = new Field("i_crtime", 0x90, 4);
    private static final Field I_CRTIME_EXTRA = new Field("i_crtime_extra", 0x94, 4);

    private static final Field DEVICE_OLD = new Field("i_block[0]", 0, 4);
    private static final Field DEVICE_NEW = new Field("i_block[1]", 4, 4);

    /**
     * Parses an inode, be it in use or deleted.
     *
     * @param number its number, for the message and the checksum
     */
    static Inode parse(Volume volume, long number, Structure raw)
            throws MalformedStructureException {
        ExtSuperblock sb = volume.superblock();
        int extra = raw.size() > GOOD_OLD_SIZE ? raw.u16(I_EXTRA_ISIZE) : 0;
        int seed = 0;
        if (sb.checksums()) {
            seed =
                    new SeededCrc32c(sb.checksumSeed())
                            .le32((int) number)
                            .le32((int) raw.u32(I_GENERATION))
                            .value();
            verify(raw, seed, extra, volume);
        }
        raw.requireRange(I_EXTRA_ISIZE, extra, 0, raw.size() - GOOD_OLD_SIZE);
        int mode = raw.u16(I_MODE);
        FileType type = InodeTypes.ofMode(raw, I_MODE, mode);
        MemorySegment block = raw.bytes().asSlice(I_BLOCK_OFFSET, BLOCK_BYTES);
        Structure iBlock = new Structure(raw.name() + " i_block", block);
        long fileAcl = raw.u32(I_FILE_ACL_LO);
        if (sb.hasIncompat(Features.INCOMPAT_64BIT)) {
            fileAcl |= (long) raw.u16(I_FILE_ACL_HIGH) << 32;
        }
        return new Inode(
                new FileAttributes(
                        number,
                        type,
                        mode & 07777,
                        raw.u16(I_UID) | raw.u16(I_UID_HIGH) << 16,
                        raw.u16(I_GID) | raw.u16(I_GID_HIGH) << 16,
                        size(sb, raw, type),
                        raw.u16(I_LINKS_COUNT),
                        device(iBlock, type),
                        time(raw, I_MTIME, I_MTIME_EXTRA, extra),
                        time(raw, I_CTIME, I_CTIME_EXTRA, extra),
                        time(raw, I_ATIME, I_ATIME_EXTRA, extra),
                        has(I_CRTIME, extra)
                                ? Optional.of(time(raw, I_CRTIME, I_CRTIME_EXTRA, extra))
                                : Optional.empty()),
                (int) raw.u32(I_FLAGS),
                raw.u32(I_DTIME),
                fileAcl,
                seed,
                iBlock,
                extra == 0
                        ? MemorySegment.ofArray(new byte[0])
                        : raw.bytes().asSlice(GOOD_OLD_SIZE + extra));
    }

    /** Returns whether the slot was ever a file: neither never used nor all zeros. */
    static boolean isUsed(Structure raw) throws MalformedStructureException {
        return raw.u16(I_MODE) != 0;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private static void verify(Structure raw, int seed, int extra, Volume volume)
            throws MalformedStructureException {
        MemorySegment bytes = raw.bytes();
        long lo = I_CHECKSUM_LO.offset();
        SeededCrc32c crc =
                new SeededCrc32c(seed).add(bytes, 0, lo).zeros(2).add(bytes, lo + 2, GOOD_OLD_SIZE);
        int stored = raw.u16(I_CHECKSUM_LO);
        int mask = 0xFFFF;
        if (raw.size() > GOOD_OLD_SIZE) {
            long hi = I_CHECKSUM_HI.offset();
            crc.add(bytes, GOOD_OLD_SIZE, hi);
            if (has(I_CHECKSUM_HI, extra)) {
                stored |= raw.u16(I_CHECKSUM_HI) << 16;
                mask = -1;
                crc.zeros(2);
                hi += 2;
            }
            crc.add(bytes, hi, raw.size());
        }
        Checksums.compare(raw, I_CHECKSUM_LO, stored, crc.value() & mask, volume.policy());
    }

    private static long size(ExtSuperblock sb, Structure raw, FileType type)
            throws MalformedStructureException {
        long size = raw.u32(I_SIZE_LO);
        if (type == FileType.REGULAR || sb.hasIncompat(Features.INCOMPAT_LARGEDIR)) {
            size |= raw.u32(I_SIZE_HIGH) << 32;
        }
        // Logical block numbers have 32 bits; so the kernel, too, refuses what is longer.
        return raw.requireRange(I_SIZE_LO, size, 0, (long) sb.blockBytes() << 32);
    }

    private static long device(Structure block, FileType type) throws MalformedStructureException {
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            return 0;
        }
        long old = block.u32(DEVICE_OLD);
        return old != 0 ? old & 0xFFFF : block.u32(DEVICE_NEW);
    }

    private static boolean has(Field field, int extra) {
        return field.offset() + field.size() <= GOOD_OLD_SIZE + extra;
    }

    private static Instant time(Structure raw, Field seconds, Field extraField, int extra)
            throws MalformedStructureException {
        long epoch = (int) raw.u32(seconds); // signed: from 1901 on
        long more = has(extraField, extra) ? raw.u32(extraField) : 0;
        return Instant.ofEpochSecond(epoch + ((more & 3) << 32), more >> 2);
    }
}
