package dev.yagura.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Puts metadata of volumes on a disk, with checksums that are right. */
final class SoundVolumes {
    private static final int DISK_BYTES = 1 << 20;
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final int AREA_BYTES = 64 << 10;
    private static final byte[] AREA_MAGIC =
            HexFormat.of().parseHex("204c564d3220785b35412572304e2a3e");

    private SoundVolumes() {}

    /** Returns a physical volume with a text; see {@code layout.h} of LVM2. */
    static InputDevice groupOf(byte[] input) {
        byte[] text = Arrays.copyOf(input, Math.clamp(input.length, 1, AREA_BYTES - SECTOR));
        ByteBuffer disk = ByteBuffer.allocate(DISK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(SECTOR, "LABELONE".getBytes(US_ASCII)).putLong(SECTOR + 8, 1);
        disk.putInt(SECTOR + 20, 32).put(SECTOR + 24, "LVM2 001".getBytes(US_ASCII));
        disk.put(SECTOR + 32, idOf(text)).putLong(SECTOR + 64, DISK_BYTES);
        disk.putLong(SECTOR + 72, AREA_BYTES + BLOCK); // then the end of the list
        disk.putLong(SECTOR + 104, BLOCK).putLong(SECTOR + 112, AREA_BYTES);
        disk.putInt(SECTOR + 16, checksum(disk.array(), SECTOR + 20, SECTOR - 20));
        disk.put(BLOCK + 4, AREA_MAGIC).putInt(BLOCK + 20, 1);
        disk.putLong(BLOCK + 24, BLOCK).putLong(BLOCK + 32, AREA_BYTES);
        disk.putLong(BLOCK + 40, SECTOR).putLong(BLOCK + 48, text.length);
        disk.putInt(BLOCK + 56, checksum(text, 0, text.length));
        disk.put(BLOCK + SECTOR, text);
        disk.putInt(BLOCK, checksum(disk.array(), BLOCK + 4, SECTOR - 4));
        return InputDevice.of(disk.array());
    }

    /** Returns the identity that the text has for its first physical volume. */
    private static byte[] idOf(byte[] text) {
        String whole = new String(text, US_ASCII);
        int volumes = Math.max(0, whole.indexOf("physical_volumes"));
        int start = Math.min(whole.length(), whole.indexOf("id = \"", volumes) + 6);
        String id = whole.substring(start, Math.min(whole.length(), start + 38));
        return Arrays.copyOf(id.replace("-", "").getBytes(US_ASCII), 32);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        int crc = 0xF597A6CF;
        for (int i = from; i < from + length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0xEDB88320 : crc >>> 1;
            }
        }
        return crc;
    }

    /** Returns a member of an array with a superblock 1.2; see {@code md_p.h} of Linux. */
    static InputDevice arrayOf(byte[] superblock) {
        ByteBuffer disk = ByteBuffer.allocate(DISK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(BLOCK, Arrays.copyOf(superblock, BLOCK));
        disk.putInt(BLOCK, 0xA92B4EFC).putInt(BLOCK + 4, 1);
        disk.putLong(BLOCK + 144, BLOCK / SECTOR).putInt(BLOCK + 216, 0);
        int devices =
                Math.floorMod(disk.getInt(BLOCK + 220), 64) * 2; // an even number: whole words
        disk.putInt(BLOCK + 220, devices);
        long sum = 0;
        for (int at = 0; at < 256 + 2 * devices; at += Integer.BYTES) {
            sum += Integer.toUnsignedLong(disk.getInt(BLOCK + at));
        }
        disk.putInt(BLOCK + 216, (int) (sum + (sum >>> Integer.SIZE)));
        return InputDevice.of(disk.array());
    }
}
