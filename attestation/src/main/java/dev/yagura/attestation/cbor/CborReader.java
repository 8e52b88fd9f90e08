package dev.yagura.attestation.cbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads one CBOR item after another, as its caller expects them.
 *
 * <p>The caller says what must come next; so there is no recursion and no depth to bound, and the
 * work is bounded by the length of the input. Not safe for concurrent use.
 */
public final class CborReader {

    private static final int ONE_BYTE = 24;
    private static final int EIGHT_BYTES = 27;

    private final Structure in;
    private final byte[] bytes;
    private int position;

    /**
     * Starts at the first byte; the array is not copied.
     *
     * @param name how error messages call the input
     */
    public CborReader(String name, byte[] bytes) {
        this.in = Structure.of(name, bytes);
        this.bytes = bytes;
    }

    /** Reads a tag and returns its number. */
    public long tag(String field) throws MalformedStructureException {
        return head(MajorType.TAG, field);
    }

    /** Reads the head of an array that must have {@code count} items. */
    public void array(String field, int count) throws MalformedStructureException {
        int at = position;
        long found = head(MajorType.ARRAY, field);
        if (found != count) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    at,
                    "has %s items, expected %d".formatted(Long.toUnsignedString(found), count));
        }
    }

    /** Reads the head of a map and returns its number of entries, at most {@code max}. */
    public int map(String field, int max) throws MalformedStructureException {
        return bounded(MajorType.MAP, field, max);
    }

    /** Reads an unsigned number up to {@code max}. */
    public int unsigned(String field, int max) throws MalformedStructureException {
        return bounded(MajorType.UNSIGNED, field, max);
    }

    /** Reads a byte string of at most {@code maxBytes} bytes. */
    public byte[] byteString(String field, int maxBytes) throws MalformedStructureException {
        return content(MajorType.BYTES, field, maxBytes);
    }

    /** Reads a text string of at most {@code maxBytes} bytes in UTF-8. */
    public String text(String field, int maxBytes) throws MalformedStructureException {
        int at = position;
        byte[] content = content(MajorType.TEXT, field, maxBytes);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(Reason.OUT_OF_RANGE, field, at, "is not valid utf-8");
        }
    }

    /** Requires that nothing follows. */
    public void end(String field) throws MalformedStructureException {
        if (position != bytes.length) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    position,
                    "has %d trailing bytes, expected none".formatted(bytes.length - position));
        }
    }

    /** Returns an exception about the item that was read last or is read next. */
    public MalformedStructureException malformed(Reason reason, String field, String detail) {
        return malformed(reason, field, position, detail);
    }

    private int bounded(MajorType type, String field, int max) throws MalformedStructureException {
        int at = position;
        long value = head(type, field);
        if (value < 0 || value > max) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    at,
                    "is %s, expected 0..%d".formatted(Long.toUnsignedString(value), max));
        }
        return (int) value;
    }

    private byte[] content(MajorType type, String field, int maxBytes)
            throws MalformedStructureException {
        int length = bounded(type, field, maxBytes);
        if (length == 0) {
            return new byte[0]; // a Field has at least one byte
        }
        byte[] content = in.copy(new Field(field, position, length));
        position += length;
        return content;
    }

    private long head(MajorType expected, String field) throws MalformedStructureException {
        int at = position;
        int initial = in.u8(new Field(field, at, 1));
        MajorType type = MajorType.of(initial);
        if (type != expected) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    at,
                    "is a %s, expected a %s".formatted(type.label(), expected.label()));
        }
        position++;
        int information = initial & 0x1f;
        if (information < ONE_BYTE) {
            return information;
        }
        if (information > EIGHT_BYTES) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    field,
                    at,
                    "has additional information %d, expected a definite length"
                            .formatted(information));
        }
        int width = 1 << (information - ONE_BYTE);
        long value = 0;
        for (byte b : in.copy(new Field(field, position, width))) {
            value = (value << 8) | Byte.toUnsignedInt(b);
        }
        position += width;
        if (isShorterPossible(value, width)) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    at,
                    "takes %d bytes, expected the shortest form".formatted(width));
        }
        return value;
    }

    private static boolean isShorterPossible(long value, int width) {
        return width == 1
                ? Long.compareUnsigned(value, ONE_BYTE) < 0
                : value >>> (width * 8 / 2) == 0;
    }

    private MalformedStructureException malformed(
            Reason reason, String field, int at, String detail) {
        return in.malformed(reason, new Field(field, at, 1), detail);
    }
}
