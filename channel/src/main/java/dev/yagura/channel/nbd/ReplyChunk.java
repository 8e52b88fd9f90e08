package dev.yagura.channel.nbd;

import static dev.yagura.channel.nbd.Nbd.REPLY_FLAG_DONE;
import static dev.yagura.channel.nbd.Nbd.STRUCTURED_REPLY_MAGIC;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;

/**
 * What a server puts before each chunk of a structured reply.
 *
 * @param done whether this is the last chunk of the reply
 * @param type what the payload is, {@code NBD_REPLY_TYPE_*}; may be unknown
 * @param cookie that of the request
 * @param length bytes of payload, 0 to {@link NbdLimits#MAX_READ_BYTES} and the 8 of its offset
 */
public record ReplyChunk(boolean done, int type, long cookie, int length) {
    /** Length in bytes. */
    public static final int BYTES = 20;

    private static final Field MAGIC = new Field("magic", 0, 4);
    private static final Field FLAGS = new Field("flags", 4, 2);
    private static final Field TYPE = new Field("type", 6, 2);
    private static final Field COOKIE = new Field("cookie", 8, 8);
    private static final Field LENGTH = new Field("length", 16, 4);
    private static final Field PAYLOAD_OFFSET = new Field("offset", 20, 8);

    /**
     * Reads a header.
     *
     * @throws MalformedStructureException if it is cut short, is none by its magic, has flags that
     *     are not defined, or announces more than any request may ask for
     */
    public static ReplyChunk parse(byte[] bytes) throws MalformedStructureException {
        Structure header = Structure.of("NBD structured reply", bytes);
        int magic = (int) header.u32be(MAGIC);
        if (magic != STRUCTURED_REPLY_MAGIC) {
            throw header.malformed(
                    Reason.BAD_MAGIC,
                    MAGIC,
                    "is 0x%08x, expected 0x%08x".formatted(magic, STRUCTURED_REPLY_MAGIC));
        }
        int flags = header.u16be(FLAGS);
        header.requireRange(FLAGS, flags, 0, REPLY_FLAG_DONE);
        long length =
                header.requireRange(LENGTH, header.u32be(LENGTH), 0, NbdLimits.MAX_READ_BYTES + 8L);
        return new ReplyChunk(flags != 0, header.u16be(TYPE), header.u64be(COOKIE), (int) length);
    }

    /** Returns whether the payload is an error. */
    boolean isError() {
        return (type & Nbd.REPLY_TYPE_ERROR_BIT) != 0;
    }

    /** Returns an exception that names a field of this header, for the caller to throw. */
    static MalformedStructureException refused(String field, String detail) {
        Field at =
                switch (field) {
                    case "type" -> TYPE;
                    case "cookie" -> COOKIE;
                    case "length" -> LENGTH;
                    case "offset" -> PAYLOAD_OFFSET;
                    default -> FLAGS;
                };
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "NBD structured reply", at.name(), at.offset(), detail);
    }

    /** Appends the header as it is sent. */
    void put(ByteBuffer out) {
        out.putInt(STRUCTURED_REPLY_MAGIC).putShort((short) (done ? REPLY_FLAG_DONE : 0));
        out.putShort((short) type).putLong(cookie).putInt(length);
    }
}
