package dev.yagura.kernel.view;

import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Matches the Java type an author asks for with the C type a field has. */
final class ReadingChooser {
    /** Larger fields are not worth copying with every view, in bytes. */
    private static final long MAX_SNAPSHOT_BYTES = 512;

    /** Larger fields are not read in one piece, in bytes. */
    private static final long MAX_FIELD_BYTES = 1 << 20;

    /** Structures of one member nest at most this deep: refcount_t holds atomic_t holds int. */
    private static final int MAX_UNWRAP = 8;

    /** Finds or makes the compiled form of another view. */
    interface Compiler {
        CompiledView compile(Class<? extends StructView> type) throws IOException;
    }

    private final TypeCatalog types;
    private final FieldResolver resolver;
    private final Compiler compiler;

    ReadingChooser(TypeCatalog types, FieldResolver resolver, Compiler compiler) {
        this.types = types;
        this.resolver = resolver;
        this.compiler = compiler;
    }

    /**
     * Returns how to read the field, or empty if the C type cannot become the Java type.
     *
     * @throws IllegalArgumentException if no field at all can become that Java type
     */
    Optional<Reading> choose(Type wanted, ResolvedField field) throws IOException {
        CType type = unwrap(field.type());
        if (wanted == int.class || wanted == long.class || wanted == boolean.class) {
            return integer(field, type, wanted == int.class ? Integer.BYTES : Long.BYTES);
        }
        if (wanted == String.class) {
            return text(field, type);
        }
        if (wanted instanceof Class<?> array && array.isArray()) {
            return array(field, array.getComponentType());
        }
        if (wanted instanceof Class<?> c && c.isEnum()) {
            return constant(field, type, c);
        }
        if (wanted instanceof Class<?> c && StructView.class.isAssignableFrom(c)) {
            return struct(field, c.asSubclass(StructView.class));
        }
        if (wanted instanceof ParameterizedType p
                && p.getRawType() == List.class
                && p.getActualTypeArguments()[0] instanceof Class<?> c
                && StructView.class.isAssignableFrom(c)) {
            return elements(field, c.asSubclass(StructView.class));
        }
        throw new IllegalArgumentException(
                "returns %s, expected a type that StructView lists".formatted(wanted));
    }

    private Optional<Reading> integer(ResolvedField field, CType type, int atMostBytes) {
        int shift = (int) (field.offsetBits() % 8);
        boolean signed =
                (type instanceof CType.Int i && i.signed())
                        || (type instanceof CType.Enumeration e && e.signed());
        if (field.bitfieldBits() > 0) {
            int size = (shift + field.bitfieldBits() + 7) / 8;
            return size > Long.BYTES || field.bitfieldBits() > 8 * atMostBytes
                    ? Optional.empty()
                    : Optional.of(scalar(size, shift, field.bitfieldBits(), signed));
        }
        int size =
                switch (type) {
                    case CType.Int i -> i.sizeBytes();
                    case CType.Enumeration e -> e.sizeBytes();
                    case CType.Pointer _ -> Long.BYTES;
                    default -> 0;
                };
        return size < 1 || size > atMostBytes
                ? Optional.empty()
                : Optional.of(scalar(size, 0, 8 * size, signed));
    }

    private static Reading scalar(int sizeBytes, int shift, int bits, boolean signed) {
        return Reading.ofBytes(
                sizeBytes,
                false,
                place -> new FieldAccessors.Scalar(place, sizeBytes, shift, bits, signed));
    }

    private Optional<Reading> text(ResolvedField field, CType type) {
        if (type instanceof CType.Array(CType.Int c, long count) && c.sizeBytes() == 1) {
            return sized(count, place -> new FieldAccessors.Text(place, (int) count));
        }
        if (type instanceof CType.Pointer(CType.Int c) && c.sizeBytes() == 1) {
            return Optional.of(Reading.ofBytes(Long.BYTES, true, FieldAccessors.PointedText::new));
        }
        if (type instanceof CType.Enumeration e) {
            Map<Long, String> names = new HashMap<>();
            types.enumeration(e.tag())
                    .orElse(Map.of())
                    .forEach((name, value) -> names.putIfAbsent(value, name));
            return integer(field, type, Long.BYTES)
                    .map(number ->
                            over(number, false, s -> new FieldAccessors.ConstantName(s, names)));
        }
        return Optional.empty();
    }

    private Optional<Reading> constant(ResolvedField field, CType type, Class<?> wanted) {
        if (!(type instanceof CType.Enumeration e)) {
            return Optional.empty();
        }
        Map<String, Long> values = types.enumeration(e.tag()).orElse(Map.of());
        Map<Long, Object> constants = new HashMap<>();
        for (Object constant : wanted.getEnumConstants()) {
            Long value = values.get(((Enum<?>) constant).name());
            if (value != null) {
                constants.put(value, constant);
            }
        }
        return integer(field, type, Long.BYTES)
                .map(number -> over(number, true, s -> new FieldAccessors.Constant(s, constants)));
    }

    /** Wraps the accessor of an integer; one that refuses values may throw, as one that reads. */
    private static Reading over(
            Reading number, boolean mayThrow, Function<FieldAccessors.Scalar, Accessor> wrapper) {
        return new Reading(
                number.wanted(),
                mayThrow,
                place -> wrapper.apply((FieldAccessors.Scalar) number.accessor().apply(place)));
    }

    private Optional<Reading> array(ResolvedField field, Class<?> component) {
        if (component == byte.class) {
            long size = resolver.sizeOf(field.type());
            return sized(size, place -> new FieldAccessors.Raw(place, (int) size));
        }
        if ((component != int.class && component != long.class)
                || !(field.type() instanceof CType.Array array)) {
            return Optional.empty();
        }
        CType element = unwrap(array.element());
        boolean integral = element instanceof CType.Int || element instanceof CType.Pointer;
        long size = resolver.sizeOf(element);
        if (!integral || size < 1 || size > (component == int.class ? 4 : 8)) {
            return Optional.empty();
        }
        boolean signed = element instanceof CType.Int i && i.signed();
        return sized(
                size * array.count(),
                place ->
                        new FieldAccessors.Integers(
                                place,
                                (int) array.count(),
                                (int) size,
                                signed,
                                component == int.class));
    }

    private static Optional<Reading> sized(
            long sizeBytes, Function<Accessor.Place, Accessor> accessor) {
        if (sizeBytes < 1 || sizeBytes > MAX_FIELD_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                sizeBytes <= MAX_SNAPSHOT_BYTES
                        ? Reading.ofBytes(sizeBytes, false, accessor)
                        : Reading.later(accessor));
    }

    private Optional<Reading> struct(ResolvedField field, Class<? extends StructView> view)
            throws IOException {
        if (field.type() instanceof CType.Pointer(CType target)) {
            return isTarget(target, view)
                    ? Optional.of(
                            Reading.ofBytes(
                                    Long.BYTES,
                                    true,
                                    place -> new FieldAccessors.Distant(place, view, true)))
                    : Optional.empty();
        }
        if (!isStructOf(field.type(), view)) {
            return Optional.empty();
        }
        if (!field.inPlace()) {
            return Optional.of(
                    Reading.later(place -> new FieldAccessors.Distant(place, view, false)));
        }
        CompiledView inner = compiler.compile(view);
        List<SnapshotPlan.Wanted> wanted =
                inner.plan().snapshot().pieces().stream()
                        .map(piece -> new SnapshotPlan.Wanted(piece.offset(), piece.length()))
                        .toList();
        return Optional.of(
                new Reading(wanted, false, place -> new FieldAccessors.Embedded(place, inner)));
    }

    private Optional<Reading> elements(ResolvedField field, Class<? extends StructView> view) {
        if (!(field.type() instanceof CType.Array(CType element, long count))
                || count < 1
                || count > MAX_FIELD_BYTES / Long.BYTES) {
            return Optional.empty();
        }
        boolean pointers = element instanceof CType.Pointer(CType target) && isTarget(target, view);
        long size = resolver.sizeOf(element);
        return (pointers || isStructOf(element, view)) && size > 0
                ? Optional.of(
                        Reading.later(place ->
                                new FieldAccessors.Elements(
                                        place, view, (int) count, size, pointers)))
                : Optional.empty();
    }

    private boolean isTarget(CType target, Class<? extends StructView> view) {
        return target instanceof CType.Untyped || isStructOf(target, view);
    }

    private boolean isStructOf(CType type, Class<? extends StructView> view) {
        KernelStruct struct = view.getAnnotation(KernelStruct.class);
        if (struct == null) {
            return false;
        }
        List<String> names = Arrays.asList(struct.value());
        return switch (type) {
            case CType.Named named -> names.contains(named.tag());
            case CType.Anonymous(StructType behindTypedef) ->
                    names.stream()
                            .anyMatch(
                                    n -> types.struct(n).filter(behindTypedef::equals).isPresent());
            default -> false;
        };
    }

    /** Sees through structures that only wrap one member, such as {@code atomic_t}. */
    private CType unwrap(CType type) {
        CType inner = type;
        for (int depth = 0; depth < MAX_UNWRAP; depth++) {
            Optional<StructType> struct =
                    switch (inner) {
                        case CType.Named t -> types.struct(t.tag());
                        case CType.Anonymous t -> Optional.of(t.struct());
                        default -> Optional.empty();
                    };
            if (struct.isEmpty()
                    || struct.get().members().size() != 1
                    || struct.get().members().getFirst().bitfieldBits() > 0) {
                return inner;
            }
            inner = struct.get().members().getFirst().type();
        }
        return inner;
    }
}
