package dev.yagura.channel.nbd;

import static dev.yagura.channel.nbd.Nbd.REQUEST_MAGIC;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;

/**
 * A request of the transmission phase, without the payload that a write carries.
 *
 * @param flags command flags, {@code NBD_CMD_FLAG_*}
 * @param type what is wanted, {@code NBD_CMD_*}; may be unknown
 * @param cookie chosen by the client; its replies repeat it
 * @param offset first byte of the export, unsigned 64 bits
 * @param length bytes, unsigned 32 bits
 */
public record Request(int flags, int type, long cookie, long offset, long length) {
    /** Length in bytes. */
    public static final int BYTES = 28;

    private static final Field MAGIC = new Field("magic", 0, 4);
    private static final Field FLAGS = new Field("command flags", 4, 2);
    private static final Field TYPE = new Field("type", 6, 2);
    private static final Field COOKIE = new Field("cookie", 8, 8);
    private static final Field OFFSET = new Field("offset", 16, 8);
    private static final Field LENGTH = new Field("length", 24, 4);

    /**
     * Reads a request.
     *
     * @throws MalformedStructureException if it is cut short, or is none by its magic
     */
    public static Request parse(byte[] bytes) throws MalformedStructureException {
        Structure request = Structure.of("NBD request", bytes);
        int magic = (int) request.u32be(MAGIC);
        if (magic != REQUEST_MAGIC) {
            throw request.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC,
                    "is 0x%08x, expected 0x%08x".formatted(magic, REQUEST_MAGIC));
        }
        return new Request(
                request.u16be(FLAGS),
                request.u16be(TYPE),
                request.u64be(COOKIE),
                request.u64be(OFFSET),
                request.u32be(LENGTH));
    }

    /** Returns whether the range lies in an export of that size and is not empty. */
    boolean isWithin(long size) {
        return length > 0 && offset >= 0 && length <= size && offset <= size - length;
    }

    /** Appends the request as it is sent. */
    void put(ByteBuffer out) {
        out.putInt(REQUEST_MAGIC).putShort((short) flags).putShort((short) type);
        out.putLong(cookie).putLong(offset).putInt((int) length);
    }
}
