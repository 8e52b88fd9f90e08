package dev.yagura.channel.nbd;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a message of variable length one after another. */
final class Fields {
    private final Structure message;
    private long offset;

    Fields(String name, byte[] bytes) {
        this.message = Structure.of(name, bytes);
    }

    /** Reads an unsigned 16-bit number. */
    int u16(String field) throws MalformedStructureException {
        return message.u16be(next(field, 2));
    }

    /** Reads an unsigned 32-bit number. */
    long u32(String field) throws MalformedStructureException {
        return message.u32be(next(field, 4));
    }

    /** Reads a 64-bit number; values from 2^63 on come out negative. */
    long u64(String field) throws MalformedStructureException {
        return message.u64be(next(field, 8));
    }

    /** Reads a 64-bit number that must be less than 2^63. */
    long u63(String field) throws MalformedStructureException {
        Field at = next(field, 8);
        return message.requireRange(at, message.u64be(at), 0, Long.MAX_VALUE);
    }

    /** Reads an unsigned 32-bit number that must lie in a range. */
    int u32(String field, long min, int max) throws MalformedStructureException {
        Field at = next(field, 4);
        return (int) message.requireRange(at, message.u32be(at), min, max);
    }

    /** Reads an unsigned 16-bit number that must lie in a range. */
    int u16(String field, long min, int max) throws MalformedStructureException {
        Field at = next(field, 2);
        return (int) message.requireRange(at, message.u16be(at), min, max);
    }

    /** Reads a string of UTF-8 behind its 32-bit length. */
    String string(String field) throws MalformedStructureException {
        int length = u32(field + " length", 0, NbdLimits.MAX_NAME_BYTES);
        return text(field, length);
    }

    /** Reads all that is left as UTF-8. */
    String rest(String field) throws MalformedStructureException {
        return text(field, message.size() - offset);
    }

    /** Reads UTF-8 of a known length. */
    String text(String field, long length) throws MalformedStructureException {
        if (length == 0) {
            return "";
        }
        Field at = next(field, length);
        byte[] bytes = message.copy(at);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw message.malformed(Reason.OUT_OF_RANGE, at, "is not UTF-8");
        }
    }

    /** Requires that the message ends here. */
    void end() throws MalformedStructureException {
        if (offset != message.size()) {
            throw message.malformed(
                    Reason.OUT_OF_RANGE,
                    new Field("end", offset, 1),
                    "is followed by %d bytes, expected none".formatted(message.size() - offset));
        }
    }

    private Field next(String field, long size) {
        Field at = new Field(field, offset, size);
        offset += size;
        return at;
    }
}
