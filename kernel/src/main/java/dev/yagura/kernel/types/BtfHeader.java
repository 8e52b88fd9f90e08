package dev.yagura.kernel.types;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;

/**
 * {@code struct btf_header}: where types and strings are. Documentation/bpf/btf.rst, "Type and
 * String Encoding".
 *
 * @param typeAt offset of the types from the start of the BTF, a multiple of 4
 * @param typeBytes a multiple of 4
 * @param stringAt offset of the strings from the start of the BTF
 * @param stringBytes at least 1
 */
record BtfHeader(int typeAt, int typeBytes, int stringAt, int stringBytes) {
    /** The two bytes that BTF begins with, little-endian. */
    static final int MAGIC_VALUE = 0xEB9F;

    /** Length of the header in bytes; one that is longer begins with these. */
    static final int SIZE = 24;

    private static final int VERSION_VALUE = 1;
    private static final int MAX_HEADER = 4096;

    private static final Field MAGIC = new Field("magic", 0, 2);
    private static final Field VERSION = new Field("version", 2, 1);
    private static final Field FLAGS = new Field("flags", 3, 1);
    private static final Field HDR_LEN = new Field("hdr_len", 4, 4);
    private static final Field TYPE_OFF = new Field("type_off", 8, 4);
    private static final Field TYPE_LEN = new Field("type_len", 12, 4);
    private static final Field STR_OFF = new Field("str_off", 16, 4);
    private static final Field STR_LEN = new Field("str_len", 20, 4);

    /**
     * Parses a header.
     *
     * @param btf the first {@value #SIZE} bytes
     * @param available bytes from the start of the header on, in which both sections must lie
     */
    static BtfHeader parse(Structure btf, long available) throws MalformedStructureException {
        int magic = btf.u16(MAGIC);
        if (magic != MAGIC_VALUE) {
            throw btf.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC,
                    "is 0x" + Integer.toHexString(magic) + ", expected 0xeb9f");
        }
        int version = btf.u8(VERSION);
        int flags = btf.u8(FLAGS);
        if (version != VERSION_VALUE || flags != 0) {
            throw btf.malformed(
                    Reason.UNSUPPORTED,
                    VERSION,
                    "is " + version + " with flags " + flags + ", expected 1 with flags 0");
        }
        long size = Math.min(available, BtfLimits.MAX_BYTES);
        long header = btf.u32InRange(HDR_LEN, SIZE, MAX_HEADER);
        long body = size - header;
        long typeBytes = btf.u32InRange(TYPE_LEN, BtfKind.TYPE_WORDS * 4L, Math.max(0, body));
        long typeAt = btf.u32InRange(TYPE_OFF, 0, body - typeBytes);
        long stringBytes = btf.u32InRange(STR_LEN, 1, Math.max(0, body));
        long stringAt = btf.u32InRange(STR_OFF, 0, body - stringBytes);
        if ((typeAt + header) % 4 != 0 || typeBytes % 4 != 0) {
            throw btf.malformed(
                    Reason.OUT_OF_RANGE,
                    TYPE_OFF,
                    "is " + typeAt + " for " + typeBytes + " bytes, expected multiples of 4");
        }
        if (typeAt < stringAt + stringBytes && stringAt < typeAt + typeBytes) {
            throw btf.malformed(
                    Reason.OUT_OF_RANGE,
                    STR_OFF,
                    "is " + stringAt + ", expected one behind the types");
        }
        return new BtfHeader(
                (int) (header + typeAt),
                (int) typeBytes,
                (int) (header + stringAt),
                (int) stringBytes);
    }

    /** Writes a header of {@value #SIZE} bytes. */
    void write(ByteBuffer bytes) {
        bytes.putShort((short) MAGIC_VALUE).put((byte) VERSION_VALUE).put((byte) 0).putInt(SIZE);
        bytes.putInt(typeAt - SIZE).putInt(typeBytes);
        bytes.putInt(stringAt - SIZE).putInt(stringBytes);
    }

    /** Returns one past the last byte of the BTF. */
    int end() {
        return Math.max(typeAt + typeBytes, stringAt + stringBytes);
    }
}
