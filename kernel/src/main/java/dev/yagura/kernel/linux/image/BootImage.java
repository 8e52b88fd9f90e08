package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.Arrays;

/** The file that a boot loader loads; {@code boot.rst}, "The Real-Mode Kernel Header". */
public final class BootImage {
    private static final Field SETUP_SECTS = new Field("setup_sects", 0x1F1, 1);
    private static final Field HEADER = new Field("header", 0x202, 4);
    private static final Field VERSION = new Field("version", 0x206, 2);
    private static final Field PAYLOAD_OFFSET = new Field("payload_offset", 0x248, 4);
    private static final Field PAYLOAD_LENGTH = new Field("payload_length", 0x24C, 4);

    private static final long MAGIC = 0x53726448; // "HdrS"
    private static final int SECTOR_BYTES = 512;

    /** Since this version the header says where the compressed kernel is. */
    private static final int WITH_PAYLOAD = 0x208;

    private BootImage() {}

    /** Returns whether a file begins as a bzImage does. */
    public static boolean isOne(byte[] file) {
        try {
            return Structure.of("bzImage", file).u32(HEADER) == MAGIC;
        } catch (MalformedStructureException e) {
            return false;
        }
    }

    /**
     * Returns the compressed kernel, with what its compressor put behind it.
     *
     * @throws MalformedStructureException if the file is no bzImage, is older than 2008, or does
     *     not hold what its header says
     */
    public static byte[] payload(byte[] file) throws MalformedStructureException {
        Structure image = Structure.of("bzImage", file);
        long magic = image.u32(HEADER);
        if (magic != MAGIC) {
            throw image.malformed(
                    Reason.BAD_MAGIC, HEADER, "is 0x%x, expected 0x53726448".formatted(magic));
        }
        int version = image.u16(VERSION);
        if (version < WITH_PAYLOAD) {
            throw image.malformed(
                    Reason.UNSUPPORTED,
                    VERSION,
                    "is 0x%x, expected 0x208 or more".formatted(version));
        }
        int sectors = image.u8(SETUP_SECTS);
        long start = (sectors == 0 ? 4 : sectors) * (long) SECTOR_BYTES + SECTOR_BYTES;
        long offset = image.u32InRange(PAYLOAD_OFFSET, 0, Math.max(0, file.length - start));
        start += offset;
        long length = image.u32InRange(PAYLOAD_LENGTH, 1, Math.max(0, file.length - start));
        return Arrays.copyOfRange(file, (int) start, (int) (start + length));
    }
}
