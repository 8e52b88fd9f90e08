package dev.yagura.storage.block.lvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Takes the text out of a metadata area: a header, then a ring in which each version of the text
 * follows that before it, and may go on at the start of the ring.
 */
final class MetadataText {
    private static final String NAME = "LVM metadata area";
    private static final int HEADER_BYTES = 512;
    private static final byte[] MAGIC = HexFormat.of().parseHex("204c564d3220785b35412572304e2a3e");

    /** Largest text that is read; a group with thousands of volumes has a few MiB. */
    private static final int MAX_TEXT_BYTES = 16 << 20;

    private static final int IGNORED = 1;
    private static final Field F_CHECKSUM = new Field("checksum_xl", 0, 4);
    private static final Field F_MAGIC = new Field("magic", 4, 16);
    private static final Field F_VERSION = new Field("version", 20, 4);
    private static final Field F_START = new Field("start", 24, 8);
    private static final Field F_SIZE = new Field("size", 32, 8);
    private static final Field F_RAW_OFFSET = new Field("raw_locns[0].offset", 40, 8);
    private static final Field F_RAW_SIZE = new Field("raw_locns[0].size", 48, 8);
    private static final Field F_RAW_CHECKSUM = new Field("raw_locns[0].checksum", 56, 4);
    private static final Field F_RAW_FLAGS = new Field("raw_locns[0].flags", 60, 4);

    private MetadataText() {}

    /** Returns the text in use, verified; nothing if the area holds none, or is to be ignored. */
    static Optional<String> read(BlockDevice device, PhysicalVolume.MetadataArea area)
            throws IOException {
        byte[] bytes = DeviceReads.bytes(NAME, device, area.offset(), HEADER_BYTES);
        Structure header = Structure.of(NAME, bytes);
        LvmChecksum.verify(
                header,
                F_CHECKSUM,
                header.u32(F_CHECKSUM),
                Arrays.copyOfRange(bytes, (int) F_CHECKSUM.size(), HEADER_BYTES));
        if (!Arrays.equals(header.copy(F_MAGIC), MAGIC)) {
            throw header.malformed(Reason.BAD_MAGIC, F_MAGIC, "is not that of LVM2");
        }
        header.u32InRange(F_VERSION, 1, 1);
        header.u64InRange(F_START, area.offset(), area.offset());
        long size = header.u64InRange(F_SIZE, HEADER_BYTES + 1, device.sizeBytes() - area.offset());
        long offset = header.u64(F_RAW_OFFSET);
        if (offset == 0 || (header.u32(F_RAW_FLAGS) & IGNORED) != 0) {
            return Optional.empty();
        }
        header.requireRange(F_RAW_OFFSET, offset, HEADER_BYTES, size - 1);
        long maxText = Math.min(MAX_TEXT_BYTES, size - HEADER_BYTES);
        int length = (int) header.u64InRange(F_RAW_SIZE, 1, maxText);
        byte[] text = new byte[length];
        int first = (int) Math.min(length, size - offset);
        copy(device, area.offset() + offset, text, 0, first);
        copy(device, area.offset() + HEADER_BYTES, text, first, length - first);
        LvmChecksum.verify(header, F_RAW_CHECKSUM, header.u32(F_RAW_CHECKSUM), text);
        return Optional.of(new String(text, UTF_8));
    }

    private static void copy(BlockDevice device, long from, byte[] to, int at, int length)
            throws IOException {
        System.arraycopy(DeviceReads.bytes(NAME, device, from, length), 0, to, at, length);
    }
}
