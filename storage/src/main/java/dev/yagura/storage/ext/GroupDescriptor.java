package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import dev.yagura.storage.io.SeededCrc32c;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a block group says of itself; {@code group_descr.rst}.
 *
 * @param inodeBitmap block of the inode bitmap
 * @param inodeTable first block of the inode table
 * @param inodesUninitialised whether the inode table was never written
 * @param unusedInodes how many inodes at the end of the table were never used
 * @param inodeBitmapChecksum CRC-32C of the inode bitmap, as far as it is stored
 */
record GroupDescriptor(
        long inodeBitmap,
        long inodeTable,
        boolean inodesUninitialised,
        long unusedInodes,
        int inodeBitmapChecksum) {

    /** Bytes of a descriptor without the 64bit feature. */
    static final int SMALL = 32;

    /** Bytes of a descriptor of which all fields here are stored. */
    static final int LARGE = 64;

    private static final int BG_INODE_UNINIT = 0x1;

    private static final Field BG_INODE_BITMAP_LO = new Field("bg_inode_bitmap_lo", 0x4, 4);
    private static final Field BG_INODE_TABLE_LO = new Field("bg_inode_table_lo", 0x8, 4);
    private static final Field BG_FLAGS = new Field("bg_flags", 0x12, 2);
    private static final Field BG_INODE_BITMAP_CSUM_LO =
            new Field("bg_inode_bitmap_csum_lo", 0x1A, 2);
    private static final Field BG_ITABLE_UNUSED_LO = new Field("bg_itable_unused_lo", 0x1C, 2);
    private static final Field BG_CHECKSUM = new Field("bg_checksum", 0x1E, 2);
    private static final Field BG_INODE_BITMAP_HI = new Field("bg_inode_bitmap_hi", 0x24, 4);
    private static final Field BG_INODE_TABLE_HI = new Field("bg_inode_table_hi", 0x28, 4);
    private static final Field BG_ITABLE_UNUSED_HI = new Field("bg_itable_unused_hi", 0x32, 2);
    private static final Field BG_INODE_BITMAP_CSUM_HI =
            new Field("bg_inode_bitmap_csum_hi", 0x3A, 2);

    static GroupDescriptor parse(
            ExtSuperblock sb, long group, Structure descriptor, ChecksumPolicy policy)
            throws MalformedStructureException {
        verify(sb, group, descriptor, policy);
        boolean large = sb.descriptorBytes() >= LARGE;
        boolean counted =
                sb.checksums() || sb.hasRoCompat(Features.RO_COMPAT_GDT_CSUM); // else stale fields
        long bitmap = descriptor.u32(BG_INODE_BITMAP_LO);
        long table = descriptor.u32(BG_INODE_TABLE_LO);
        long unused = counted ? descriptor.u16(BG_ITABLE_UNUSED_LO) : 0;
        int bitmapChecksum = descriptor.u16(BG_INODE_BITMAP_CSUM_LO);
        if (large) {
            bitmap |= descriptor.u32(BG_INODE_BITMAP_HI) << 32;
            table |= descriptor.u32(BG_INODE_TABLE_HI) << 32;
            unused |= counted ? descriptor.u16(BG_ITABLE_UNUSED_HI) << 16 : 0;
            bitmapChecksum |= descriptor.u16(BG_INODE_BITMAP_CSUM_HI) << 16;
        }
        descriptor.requireRange(BG_INODE_TABLE_LO, table, 1, sb.blockCount() - 1);
        return new GroupDescriptor(
                bitmap,
                table,
                counted && (descriptor.u16(BG_FLAGS) & BG_INODE_UNINIT) != 0,
                Math.min(unused, sb.inodesPerGroup()),
                bitmapChecksum);
    }

    private static void verify(
            ExtSuperblock sb, long group, Structure descriptor, ChecksumPolicy policy)
            throws MalformedStructureException {
        MemorySegment bytes = descriptor.bytes();
        int stored = descriptor.u16(BG_CHECKSUM);
        long at = BG_CHECKSUM.offset();
        if (sb.checksums()) {
            int computed =
                    new SeededCrc32c(sb.checksumSeed())
                            .le32((int) group)
                            .add(bytes, 0, at)
                            .zeros(2)
                            .add(bytes, at + 2, bytes.byteSize())
                            .value();
            Checksums.compare(descriptor, BG_CHECKSUM, stored, computed & 0xFFFF, policy);
        } else if (sb.hasRoCompat(Features.RO_COMPAT_GDT_CSUM)) {
            ByteBuffer start =
                    ByteBuffer.allocate(20)
                            .putLong(sb.uuid().getMostSignificantBits())
                            .putLong(sb.uuid().getLeastSignificantBits())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt((int) group)
                            .flip();
            int crc = Checksums.crc16(0xFFFF, MemorySegment.ofBuffer(start));
            crc = Checksums.crc16(crc, bytes.asSlice(0, at));
            crc = Checksums.crc16(crc, bytes.asSlice(at + 2));
            Checksums.compare(descriptor, BG_CHECKSUM, stored, crc, policy);
        }
    }
}
