package dev.yagura.bytes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.util.Objects.requireNonNull;

import dev.yagura.bytes.MalformedStructureException.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One structure of untrusted bytes, read by field.
 *
 * <p>Every access is checked against the length of {@code bytes}. A structure over memory that
 * somebody else may change (a live guest, a shared mapping) must be copied first: two reads of one
 * field need not agree otherwise.
 *
 * @param name how error messages call the structure
 * @param bytes the structure; offset 0 is its first byte
 */
public record Structure(String name, MemorySegment bytes) {
    private static final ValueLayout.OfShort U16_LE = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32_LE = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64_LE = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16_BE = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt U32_BE = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfLong U64_BE = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    /** Requires both components. */
    public Structure {
        requireNonNull(name, "name");
        requireNonNull(bytes, "bytes");
    }

    /** Returns a structure over {@code bytes}; the array is not copied. */
    public static Structure of(String name, byte[] bytes) {
        return new Structure(name, MemorySegment.ofArray(bytes));
    }

    /** Returns the length of the structure in bytes. */
    public long size() {
        return bytes.byteSize();
    }

    /** Reads an unsigned 8-bit field. */
    public int u8(Field field) throws MalformedStructureException {
        check(field, 1);
        return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, field.offset()));
    }

    /** Reads a little-endian unsigned 16-bit field. */
    public int u16(Field field) throws MalformedStructureException {
        check(field, 2);
        return Short.toUnsignedInt(bytes.get(U16_LE, field.offset()));
    }

    /** Reads a little-endian unsigned 32-bit field. */
    public long u32(Field field) throws MalformedStructureException {
        check(field, 4);
        return Integer.toUnsignedLong(bytes.get(U32_LE, field.offset()));
    }

    /** Reads a little-endian 64-bit field; values from 2^63 on come out negative. */
    public long u64(Field field) throws MalformedStructureException {
        check(field, 8);
        return bytes.get(U64_LE, field.offset());
    }

    /** Reads a big-endian unsigned 16-bit field. */
    public int u16be(Field field) throws MalformedStructureException {
        check(field, 2);
        return Short.toUnsignedInt(bytes.get(U16_BE, field.offset()));
    }

    /** Reads a big-endian unsigned 32-bit field. */
    public long u32be(Field field) throws MalformedStructureException {
        check(field, 4);
        return Integer.toUnsignedLong(bytes.get(U32_BE, field.offset()));
    }

    /** Reads a big-endian 64-bit field; values from 2^63 on come out negative. */
    public long u64be(Field field) throws MalformedStructureException {
        check(field, 8);
        return bytes.get(U64_BE, field.offset());
    }

    /** Copies a field's bytes. */
    public byte[] copy(Field field) throws MalformedStructureException {
        check(field, field.size());
        return bytes.asSlice(field.offset(), field.size()).toArray(JAVA_BYTE);
    }

    /**
     * Reads an unsigned 64-bit field that must lie in a range.
     *
     * @param min smallest accepted value, at least 0
     * @param max largest accepted value
     * @throws MalformedStructureException with {@link Reason#OUT_OF_RANGE} if it does not
     */
    public long u64InRange(Field field, long min, long max) throws MalformedStructureException {
        return requireRange(field, u64(field), min, max);
    }

    /**
     * Reads an unsigned 32-bit field that must lie in a range.
     *
     * @param min smallest accepted value, at least 0
     * @param max largest accepted value
     * @throws MalformedStructureException with {@link Reason#OUT_OF_RANGE} if it does not
     */
    public long u32InRange(Field field, long min, long max) throws MalformedStructureException {
        return requireRange(field, u32(field), min, max);
    }

    /**
     * Returns {@code value} if it lies in {@code [min, max]}.
     *
     * @param field where the value was read, for the message
     * @param value the value; a negative one stands for an unsigned value from 2^63 on
     * @throws MalformedStructureException with {@link Reason#OUT_OF_RANGE} if it does not
     */
    public long requireRange(Field field, long value, long min, long max)
            throws MalformedStructureException {
        if (value < min || value > max) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    field,
                    "is %s, expected %d..%d".formatted(Long.toUnsignedString(value), min, max));
        }
        return value;
    }

    /** Returns an exception that names {@code field}, for the caller to throw. */
    public MalformedStructureException malformed(Reason reason, Field field, String detail) {
        return new MalformedStructureException(reason, name, field.name(), field.offset(), detail);
    }

    private void check(Field field, long width) throws MalformedStructureException {
        if (field.size() != width) {
            throw new IllegalArgumentException(
                    field.name() + " is " + field.size() + " bytes wide, read as " + width);
        }
        if (field.offset() > bytes.byteSize() - width) {
            throw malformed(
                    Reason.TRUNCATED,
                    field,
                    "ends at byte %d of %d".formatted(field.offset() + width, bytes.byteSize()));
        }
    }
}
