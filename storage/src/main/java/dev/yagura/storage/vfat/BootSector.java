package dev.yagura.storage.vfat;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/**
 * The boot sector with its BIOS parameter block: the first 512 bytes, little-endian.
 *
 * @param width bits of an entry of the allocation table, which names the variant: 12, 16 or 32
 * @param sectorBytes a power of two from 512 to 4096
 * @param clusterBytes a power of two multiple of a sector
 * @param tableOffset byte of the volume where the allocation table in use starts
 * @param fixedRootOffset byte where the root directory starts, if it has a fixed place
 * @param fixedRootBytes its length, 0 for FAT32
 * @param dataOffset byte where cluster 2 starts
 * @param clusterCount clusters of the volume, which have the numbers from 2 on
 * @param rootCluster first cluster of the root directory of FAT32, else 0
 * @param serial number of the volume, of 32 bits
 * @param label 11 bytes of the label, padded with spaces
 * @param dirty whether Linux has mounted the volume and not unmounted it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only in this package
record BootSector(
        int width,
        int sectorBytes,
        int clusterBytes,
        long tableOffset,
        long fixedRootOffset,
        long fixedRootBytes,
        long dataOffset,
        long clusterCount,
        long rootCluster,
        long serial,
        byte[] label,
        boolean dirty) {

    static final int SIZE = 512;
    static final int FIRST_CLUSTER = 2;

    private static final int MAX_FAT12_CLUSTERS = 4084;
    private static final int MAX_FAT16_CLUSTERS = 65524;
    private static final int MAX_FAT32_CLUSTERS = 0x0FFF_FFF5;
    private static final int ENTRY_BYTES = 32;
    private static final int REMOVABLE_MEDIA = 0xF0;
    private static final int FIRST_OTHER_MEDIA = 0xF8;
    private static final int STATE_DIRTY = 1;
    private static final int EXTENDED = 0x29;
    private static final int EXTENDED_WITHOUT_LABEL = 0x28;
    private static final int NO_MIRROR = 0x80;
    private static final int ACTIVE_TABLE = 0xF;

    /** Where the fields that follow {@code BPB_TotSec32} start: FAT32 has others before them. */
    private static final int EXTENSION = 0x24;

    private static final int EXTENSION_OF_FAT32 = 0x40;

    private static final Field BYTES_PER_SECTOR = new Field("BPB_BytsPerSec", 0x0B, 2);
    private static final Field SECTORS_PER_CLUSTER = new Field("BPB_SecPerClus", 0x0D, 1);
    private static final Field RESERVED_SECTORS = new Field("BPB_RsvdSecCnt", 0x0E, 2);
    private static final Field TABLES = new Field("BPB_NumFATs", 0x10, 1);
    private static final Field ROOT_ENTRIES = new Field("BPB_RootEntCnt", 0x11, 2);
    private static final Field SECTORS_16 = new Field("BPB_TotSec16", 0x13, 2);
    private static final Field MEDIA = new Field("BPB_Media", 0x15, 1);
    private static final Field TABLE_SECTORS_16 = new Field("BPB_FATSz16", 0x16, 2);
    private static final Field SECTORS_32 = new Field("BPB_TotSec32", 0x20, 4);
    private static final Field TABLE_SECTORS_32 = new Field("BPB_FATSz32", 0x24, 4);
    private static final Field FLAGS = new Field("BPB_ExtFlags", 0x28, 2);
    private static final Field VERSION = new Field("BPB_FSVer", 0x2A, 2);
    private static final Field ROOT_CLUSTER = new Field("BPB_RootClus", 0x2C, 4);

    /**
     * Parses a boot sector. The format has no magic number that Linux would ask for, so what tells
     * it from others is that all of these values fit.
     *
     * @throws MalformedStructureException with reason {@code BAD_MAGIC} if the media type is not
     *     one of FAT; with others if a later field is out of its range
     */
    static BootSector parse(Structure sector) throws MalformedStructureException {
        int media = sector.u8(MEDIA);
        if (media != REMOVABLE_MEDIA && media < FIRST_OTHER_MEDIA) {
            throw sector.malformed(
                    Reason.BAD_MAGIC,
                    MEDIA,
                    "is 0x%x, expected 0xf0 or 0xf8..0xff".formatted(media));
        }
        int sectorBytes = powerOfTwo(sector, BYTES_PER_SECTOR, sector.u16(BYTES_PER_SECTOR));
        sector.requireRange(BYTES_PER_SECTOR, sectorBytes, 512, 4096);
        int clusterBytes =
                sectorBytes
                        * powerOfTwo(sector, SECTORS_PER_CLUSTER, sector.u8(SECTORS_PER_CLUSTER));
        long reserved =
                sector.requireRange(RESERVED_SECTORS, sector.u16(RESERVED_SECTORS), 1, 0xFFFF);
        long tables = sector.requireRange(TABLES, sector.u8(TABLES), 1, 0xFF);
        long rootBytes = (long) sector.u16(ROOT_ENTRIES) * ENTRY_BYTES;
        sector.requireRange(ROOT_ENTRIES, rootBytes % sectorBytes, 0, 0);
        long tableSectors = sector.u16(TABLE_SECTORS_16);
        boolean fat32 = tableSectors == 0;
        if (fat32) {
            tableSectors = sector.u32InRange(TABLE_SECTORS_32, 1, 0xFFFF_FFFFL);
            sector.requireRange(VERSION, sector.u16(VERSION), 0, 0);
        }
        long sectors = sector.u16(SECTORS_16);
        if (sectors == 0) {
            sectors = sector.u32(SECTORS_32);
        }
        long rootSector = reserved + tables * tableSectors;
        long dataSector = rootSector + rootBytes / sectorBytes;
        sector.requireRange(SECTORS_32, sectors, dataSector + 1, 0xFFFF_FFFFL);
        long clusters = (sectors - dataSector) / (clusterBytes / sectorBytes);
        int width = fat32 ? 32 : clusters > MAX_FAT12_CLUSTERS ? 16 : 12;
        long described = tableSectors * sectorBytes * 8 / width - FIRST_CLUSTER;
        clusters = Math.min(clusters, described);
        sector.requireRange(SECTORS_32, clusters, 1, maxClusters(width));
        long active = fat32 ? activeTable(sector, tables) : 0;
        int extension = fat32 ? EXTENSION_OF_FAT32 : EXTENSION;
        int signature = sector.u8(new Field("BS_BootSig", extension + 2L, 1));
        boolean extended = signature == EXTENDED || signature == EXTENDED_WITHOUT_LABEL;
        return new BootSector(
                width,
                sectorBytes,
                clusterBytes,
                (reserved + active * tableSectors) * sectorBytes,
                rootSector * sectorBytes,
                fat32 ? 0 : rootBytes,
                dataSector * sectorBytes,
                clusters,
                fat32 ? sector.u32InRange(ROOT_CLUSTER, FIRST_CLUSTER, clusters + 1) : 0,
                extended ? sector.u32(new Field("BS_VolID", extension + 3L, 4)) : 0,
                signature == EXTENDED
                        ? sector.copy(new Field("BS_VolLab", extension + 7L, ShortName.BYTES))
                        : new byte[0],
                (sector.u8(new Field("BS_Reserved1", extension + 1L, 1)) & STATE_DIRTY) != 0);
    }

    /** Returns the variant, for people. */
    String variant() {
        return "FAT" + width;
    }

    private static int maxClusters(int width) {
        return switch (width) {
            case 12 -> MAX_FAT12_CLUSTERS;
            case 16 -> MAX_FAT16_CLUSTERS;
            default -> MAX_FAT32_CLUSTERS;
        };
    }

    /** Tables are kept alike, unless a flag says that only one of them is. */
    private static long activeTable(Structure sector, long tables)
            throws MalformedStructureException {
        int flags = sector.u16(FLAGS);
        return (flags & NO_MIRROR) == 0
                ? 0
                : sector.requireRange(FLAGS, flags & ACTIVE_TABLE, 0, tables - 1);
    }

    private static int powerOfTwo(Structure sector, Field field, int value)
            throws MalformedStructureException {
        if (Integer.bitCount(value) != 1) {
            throw sector.malformed(
                    Reason.OUT_OF_RANGE, field, "is " + value + ", expected a power of two");
        }
        return value;
    }
}
