package dev.yagura.memory.dump;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Dumps in the "lime" format of LiME, the Linux Memory Extractor, and of avml without compression.
 *
 * <p>A chain of ranges up to the end of the file: 32 bytes of header (LiME documentation, "Spec" of
 * the LiME memory range header, version 1), then the bytes of {@code [s_addr, e_addr]}, last
 * address included.
 */
final class LimeDump {
    /** 0x4C694D45 as the little-endian machine wrote it, read big-endian: "EMiL". */
    static final long MAGIC_BE = 0x454D694CL;

    private static final long MAGIC_LE = 0x4C694D45L;
    private static final int VERSION_1 = 1;
    private static final int HEADER_BYTES = 32;

    private static final Field MAGIC = new Field("magic", 0, 4);
    private static final Field VERSION = new Field("version", 4, 4);
    private static final Field S_ADDR = new Field("s_addr", 8, 8);
    private static final Field E_ADDR = new Field("e_addr", 16, 8);

    private LimeDump() {}

    /**
     * Reads the chain of headers.
     *
     * @param file the whole dump
     * @throws MalformedStructureException if it is not a chain of version 1 headers to the end
     */
    static Contents parse(MemorySegment file) throws MalformedStructureException {
        Layout layout = new Layout("lime range header", S_ADDR, file);
        long at = 0;
        int number = 0;
        do {
            Structure header = header(file, at, number);
            long magic = header.u32(MAGIC);
            if (magic != MAGIC_LE) {
                throw header.malformed(
                        Reason.BAD_MAGIC,
                        MAGIC,
                        "is 0x%x, expected 0x%x".formatted(magic, MAGIC_LE));
            }
            long version = header.u32(VERSION);
            if (version != VERSION_1) {
                throw header.malformed(
                        Reason.UNSUPPORTED, VERSION, "is %d, expected 1".formatted(version));
            }
            long start = header.u64InRange(S_ADDR, 0, DumpLimits.MAX_GPA - 1);
            long last = header.u64InRange(E_ADDR, start, DumpLimits.MAX_GPA - 1);
            long length = last - start + 1;
            long data = at + HEADER_BYTES;
            if (length > file.byteSize() - data) {
                throw header.malformed(
                        Reason.TRUNCATED,
                        E_ADDR,
                        "needs a file of %d bytes, found %d"
                                .formatted(data + length, file.byteSize()));
            }
            if (number == DumpLimits.MAX_LIME_RANGES) {
                throw header.malformed(
                        Reason.OUT_OF_RANGE, MAGIC, "begins one range more than " + number);
            }
            layout.add(number, start, data, length);
            at = data + length;
            number++;
        } while (at < file.byteSize());
        return new Contents("lime", layout.extents(), List.of());
    }

    private static Structure header(MemorySegment file, long at, int number) {
        long length = Math.min(HEADER_BYTES, file.byteSize() - at);
        return new Structure(
                "lime range header " + number,
                MemorySegment.ofArray(file.asSlice(at, length).toArray(JAVA_BYTE)));
    }
}
