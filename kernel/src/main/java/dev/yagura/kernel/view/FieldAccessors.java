package dev.yagura.kernel.view;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ways a field is read, apart from plain integers of the snapshot. */
final class FieldAccessors {
    /** Longest string behind a {@code char *}, in bytes; the kernel's PATH_MAX is the same. */
    private static final int MAX_STRING_BYTES = 4096;

    private FieldAccessors() {}

    /**
     * An integer.
     *
     * @param sizeBytes of the bytes to load, 1 to 8
     * @param shift of a bit field within them
     * @param bits width, from 1 to 64
     */
    record Scalar(Accessor.Place place, int sizeBytes, int shift, int bits, boolean signed)
            implements Accessor.OfLong {
        @Override
        public long readLong(ViewSupport view) throws IOException {
            byte[] bytes = place.bytes(view, sizeBytes);
            if (bytes == null) {
                throw place.isNull(view);
            }
            long left = load(bytes, 0, sizeBytes) << (64 - shift - bits);
            return signed ? left >> (64 - bits) : left >>> (64 - bits);
        }
    }

    /**
     * A whole integer of the snapshot, the fast way.
     *
     * @param position in the snapshot, in bytes
     * @param sizeBytes 1, 2, 4 or 8
     */
    record Load(int position, int sizeBytes, boolean signed) implements Accessor.OfLong {
        static Load of(Scalar scalar) {
            ResolvedField field = scalar.place().field();
            int position = scalar.place().snapshot().position(field.offset(), scalar.sizeBytes());
            return new Load(position, scalar.sizeBytes(), scalar.signed());
        }

        long from(ByteBuffer bytes) {
            return switch (sizeBytes) {
                case Long.BYTES -> bytes.getLong(position);
                case Integer.BYTES -> {
                    int value = bytes.getInt(position);
                    yield signed ? value : Integer.toUnsignedLong(value);
                }
                case Short.BYTES -> {
                    short value = bytes.getShort(position);
                    yield signed ? value : Short.toUnsignedLong(value);
                }
                default -> {
                    byte value = bytes.get(position);
                    yield signed ? value : Byte.toUnsignedLong(value);
                }
            };
        }

        @Override
        public long readLong(ViewSupport view) {
            return from(view.bytes());
        }
    }

    /** A {@code char} array up to its NUL. */
    record Text(Accessor.Place place, int lengthBytes) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            byte[] bytes = present(place, view, lengthBytes);
            int length = 0;
            while (length < bytes.length && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
    }

    /** A {@code char *}. */
    record PointedText(Accessor.Place place) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            long at = pointer(place, view);
            if (at == 0) {
                throw place.isNull(view);
            }
            return view.state().views().kernel().memory().cString(at, MAX_STRING_BYTES);
        }
    }

    /** The name of an enumeration's constant, or its number where it has no name. */
    record ConstantName(Scalar value, Map<Long, String> names) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            long number = value.readLong(view);
            return names.getOrDefault(number, Long.toString(number));
        }
    }

    /** A constant of the author's enum. */
    record Constant(Scalar value, Map<Long, Object> constants) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            long number = value.readLong(view);
            Object constant = constants.get(number);
            if (constant == null) {
                ResolvedField field = value.place().field();
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        view.toString(),
                        field.path(),
                        field.offset(),
                        "is %d, expected one of %s".formatted(number, constants.values()));
            }
            return constant;
        }
    }

    /** The raw bytes of an array or structure. */
    record Raw(Accessor.Place place, int lengthBytes) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            return present(place, view, lengthBytes);
        }
    }

    /** An array of integers or pointers. */
    record Integers(
            Accessor.Place place, int count, int elementBytes, boolean signed, boolean asInts)
            implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            byte[] bytes = present(place, view, count * elementBytes);
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                int unused = 64 - 8 * elementBytes;
                long left = load(bytes, i * elementBytes, elementBytes) << unused;
                values[i] = signed ? left >> unused : left >>> unused;
            }
            return asInts ? ints(values) : values;
        }

        private static int[] ints(long[] values) {
            int[] narrow = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                narrow[i] = (int) values[i];
            }
            return narrow;
        }
    }

    /** A structure inside the snapshot of the one that embeds it. */
    record Embedded(Accessor.Place place, CompiledView inner) implements Accessor {
        @Override
        public Object read(ViewSupport view) {
            SnapshotPlan plan = inner.plan().snapshot();
            byte[] bytes = plan.slice(view, place.snapshot(), place.field().offset());
            long gva = view.gva() + place.field().offset();
            return inner.create(view.state().views(), gva, bytes);
        }
    }

    /**
     * A structure elsewhere.
     *
     * @param throughPointer whether the field is a pointer to the structure, not the structure
     */
    record Distant(Accessor.Place place, Class<? extends StructView> type, boolean throughPointer)
            implements Accessor {
        @Override
        public @Nullable Object read(ViewSupport view) throws IOException {
            long at = throughPointer ? pointer(place, view) : place.gva(view);
            return at == 0 ? null : view.state().views().at(type, at);
        }
    }

    /**
     * An array of structures.
     *
     * @param elementBytes distance of two elements, in bytes
     * @param pointers whether the elements are pointers to the structures
     */
    record Elements(
            Accessor.Place place,
            Class<? extends StructView> type,
            int count,
            long elementBytes,
            boolean pointers)
            implements Accessor {
        @Override
        public @Nullable Object read(ViewSupport view) throws IOException {
            long start = place.gva(view);
            if (start == 0) {
                return null;
            }
            StructViews views = view.state().views();
            List<StructView> elements = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                long at = start + i * elementBytes;
                long gva = pointers ? views.kernel().memory().u64(at) : at;
                if (gva != 0) {
                    elements.add(views.at(type, gva));
                }
            }
            return List.copyOf(elements);
        }
    }

    /** A field that may be missing, or behind NULL. */
    record Perhaps(@Nullable Accessor present, Class<?> returned) implements Accessor {
        @Override
        public Object read(ViewSupport view) throws IOException {
            try {
                if (returned == OptionalInt.class) {
                    return present instanceof OfLong integer
                            ? OptionalInt.of((int) integer.readLong(view))
                            : OptionalInt.empty();
                }
                if (returned == OptionalLong.class) {
                    return present instanceof OfLong integer
                            ? OptionalLong.of(integer.readLong(view))
                            : OptionalLong.empty();
                }
                return present == null ? Optional.empty() : Optional.ofNullable(present.read(view));
            } catch (NullGuestPointerException e) {
                return returned == OptionalInt.class
                        ? OptionalInt.empty()
                        : returned == OptionalLong.class ? OptionalLong.empty() : Optional.empty();
            }
        }
    }

    /** Copies the field's first bytes. */
    private static byte[] present(Accessor.Place place, ViewSupport view, int lengthBytes)
            throws IOException {
        byte[] bytes = place.bytes(view, lengthBytes);
        if (bytes == null) {
            throw place.isNull(view);
        }
        return bytes;
    }

    /** Loads a pointer field; 0 also if a pointer on the way to it is NULL. */
    private static long pointer(Accessor.Place place, ViewSupport view) throws IOException {
        byte[] bytes = place.bytes(view, Long.BYTES);
        return bytes == null ? 0 : load(bytes, 0, Long.BYTES);
    }

    /** Loads a little-endian integer of 1 to 8 bytes, unsigned. */
    private static long load(byte[] bytes, int at, int sizeBytes) {
        if (sizeBytes == Long.BYTES) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
        }
        long value = 0;
        for (int i = sizeBytes - 1; i >= 0; i--) {
            value = value << 8 | Byte.toUnsignedLong(bytes[at + i]);
        }
        return value;
    }
}
