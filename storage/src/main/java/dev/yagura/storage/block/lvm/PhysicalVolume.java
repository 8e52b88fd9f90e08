package dev.yagura.storage.block.lvm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The label of a physical volume, in one of the first four sectors, and where its metadata is.
 *
 * @param id identity, 32 characters
 * @param metadataAreas where copies of the group's metadata are; may be none
 */
public record PhysicalVolume(String id, List<MetadataArea> metadataAreas) {
    static final String NAME = "LVM label";

    /** Length of what is before the identity. */
    static final int HEADER_BYTES = 32;

    private static final int SECTOR_BYTES = 512;
    private static final int SCANNED_SECTORS = 4;
    private static final int ID_BYTES = 32;
    private static final int AREA_BYTES = 16;
    private static final int CHECKED_FROM = 20;
    private static final int MAX_AREAS = 16;
    private static final byte[] MAGIC = "LABELONE".getBytes(US_ASCII);
    private static final byte[] TYPE = "LVM2 001".getBytes(US_ASCII);

    private static final Field F_ID = new Field("id", 0, 8);
    private static final Field F_SECTOR = new Field("sector_xl", 8, 8);
    private static final Field F_CRC = new Field("crc_xl", 16, 4);
    private static final Field F_OFFSET = new Field("offset_xl", 20, 4);
    private static final Field F_TYPE = new Field("type", 24, 8);

    /**
     * A place for metadata.
     *
     * @param offset first byte on the device
     * @param sizeBytes length in bytes
     */
    public record MetadataArea(long offset, long sizeBytes) {}

    /** Copies the list. */
    public PhysicalVolume {
        metadataAreas = List.copyOf(metadataAreas);
    }

    /** Returns whether a device has a label, whether or not that is whole. */
    public static boolean isPresent(BlockDevice device) throws IOException {
        return sector(device) >= 0;
    }

    /**
     * Reads the label of a device.
     *
     * @throws MalformedStructureException if there is none, or it is damaged
     * @throws IOException if the device fails
     */
    public static PhysicalVolume read(BlockDevice device) throws IOException {
        int sector = sector(device);
        if (sector < 0) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC, NAME, "id", 0, "is not there, expected LABELONE");
        }
        byte[] bytes = DeviceReads.bytes(NAME, device, (long) sector * SECTOR_BYTES, SECTOR_BYTES);
        Structure label = Structure.of(NAME, bytes);
        LvmChecksum.verify(
                label,
                F_CRC,
                label.u32(F_CRC),
                Arrays.copyOfRange(bytes, CHECKED_FROM, SECTOR_BYTES));
        label.u64InRange(F_SECTOR, sector, sector);
        if (!Arrays.equals(label.copy(F_TYPE), TYPE)) {
            throw label.malformed(Reason.UNSUPPORTED, F_TYPE, "is another than LVM2 001");
        }
        long at = label.u32InRange(F_OFFSET, HEADER_BYTES, SECTOR_BYTES - ID_BYTES);
        String id = new String(label.copy(new Field("pv_uuid", at, ID_BYTES)), US_ASCII);
        at += ID_BYTES + Long.BYTES;
        at = pastList(label, at);
        List<MetadataArea> areas = new ArrayList<>();
        while (label.u64(new Field("disk_areas", at, 8)) != 0) {
            areas.add(
                    new MetadataArea(
                            label.u64(new Field("offset", at, 8)),
                            label.u64(new Field("size", at + 8, 8))));
            at += AREA_BYTES;
            if (areas.size() > MAX_AREAS) {
                throw label.malformed(
                        Reason.OUT_OF_RANGE,
                        new Field("disk_areas", at, 8),
                        "are more than " + MAX_AREAS);
            }
        }
        return new PhysicalVolume(id, areas);
    }

    /** Skips the areas of data: where these start stands in the metadata as well. */
    private static long pastList(Structure label, long start) throws MalformedStructureException {
        long at = start;
        while (label.u64(new Field("disk_areas", at, 8)) != 0) {
            at += AREA_BYTES;
        }
        return at + AREA_BYTES;
    }

    private static int sector(BlockDevice device) throws IOException {
        for (int sector = 0; sector < SCANNED_SECTORS; sector++) {
            long at = (long) sector * SECTOR_BYTES;
            if (at + SECTOR_BYTES <= device.sizeBytes()) {
                Structure label = DeviceReads.structure(NAME, device, at, SECTOR_BYTES);
                if (Arrays.equals(label.copy(F_ID), MAGIC)) {
                    return sector;
                }
            }
        }
        return -1;
    }
}
