package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;

/** Reads the fields of a message one after another. */
final class MessageReader {
    private final String name;
    private final ByteBuffer body;

    /**
     * Prepares to read.
     *
     * @param name how error messages call the message
     * @param body little-endian; begins behind the header
     */
    MessageReader(String name, ByteBuffer body) {
        this.name = name;
        this.body = body;
    }

    int u8(String field) throws MalformedStructureException {
        require(field, 1);
        return Byte.toUnsignedInt(body.get());
    }

    int u16(String field) throws MalformedStructureException {
        require(field, 2);
        return Short.toUnsignedInt(body.getShort());
    }

    /** Reads 32 bits as they are; values from 2^31 on come out negative. */
    int u32(String field) throws MalformedStructureException {
        require(field, 4);
        return body.getInt();
    }

    /** Reads 64 bits as they are; values from 2^63 on come out negative. */
    long u64(String field) throws MalformedStructureException {
        require(field, 8);
        return body.getLong();
    }

    /** Reads a number of 32 bits that must not be above {@code max}. */
    int u32(String field, int max) throws MalformedStructureException {
        int value = u32(field);
        if (Integer.compareUnsigned(value, max) > 0) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    4,
                    "is %s, expected at most %d".formatted(Integer.toUnsignedString(value), max));
        }
        return value;
    }

    /** Reads bytes behind their 16-bit length, which the protocol calls a string. */
    byte[] string(String field) throws MalformedStructureException {
        int length = u16(field + " length");
        return bytes(field, length);
    }

    byte[] bytes(String field, int length) throws MalformedStructureException {
        require(field, length);
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    Qid qid(String field) throws MalformedStructureException {
        require(field, Qid.BYTES);
        return new Qid(u8(field), u32(field), u64(field));
    }

    /** Returns a reader of the next {@code length} bytes, which are behind it here then. */
    MessageReader part(String part, int length) throws MalformedStructureException {
        require(part, length);
        ByteBuffer slice = body.slice(body.position(), length).order(body.order());
        body.position(body.position() + length);
        return new MessageReader(name + " " + part, slice);
    }

    /** Copies the next bytes to {@code to}, at most as many as fit. */
    int copy(String field, int length, ByteBuffer to) throws MalformedStructureException {
        require(field, length);
        if (length > to.remaining()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    0,
                    "has %d bytes, expected at most %d".formatted(length, to.remaining()));
        }
        to.put(body.slice(body.position(), length));
        body.position(body.position() + length);
        return length;
    }

    boolean atEnd() {
        return !body.hasRemaining();
    }

    /** Requires that the message ends here. */
    void end() throws MalformedStructureException {
        if (body.hasRemaining()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "end",
                    0,
                    "is followed by %d bytes, expected none".formatted(body.remaining()));
        }
    }

    /**
     * Returns an exception about the field that was read last.
     *
     * @param back how many bytes it had
     */
    MalformedStructureException malformed(Reason reason, String field, int back, String detail) {
        long at = Plan9.HEADER_BYTES + (long) body.position() - back;
        return new MalformedStructureException(reason, name, field, at, detail);
    }

    private void require(String field, int length) throws MalformedStructureException {
        if (length > body.remaining()) {
            throw malformed(
                    Reason.TRUNCATED,
                    field,
                    0,
                    "has %d bytes, expected %d".formatted(body.remaining(), length));
        }
    }
}
