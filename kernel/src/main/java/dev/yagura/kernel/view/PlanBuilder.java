package dev.yagura.kernel.view;

import dev.yagura.kernel.types.TypeCatalog;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Plans how the methods of one view interface read one kernel's structure. */
final class PlanBuilder {
    private final FieldResolver resolver;
    private final ReadingChooser chooser;

    PlanBuilder(TypeCatalog types, FieldResolver resolver, ReadingChooser.Compiler compiler) {
        this.resolver = resolver;
        this.chooser = new ReadingChooser(types, resolver, compiler);
    }

    /** A method whose field is known, before the snapshot is. */
    private record Draft(Method method, @Nullable ResolvedField field, @Nullable Reading reading) {}

    /**
     * Plans a view.
     *
     * @throws KernelLayoutException if the kernel has no such structure or field, or another type
     * @throws IllegalArgumentException if the interface itself is not a view
     */
    ViewPlan build(Class<? extends StructView> view) throws IOException {
        KernelStruct annotation = view.getAnnotation(KernelStruct.class);
        if (!view.isInterface() || annotation == null) {
            throw new IllegalArgumentException(
                    "%s: expected an interface with @KernelStruct".formatted(view.getName()));
        }
        FieldResolver.NamedStruct struct = resolver.struct(annotation.value());
        List<Draft> drafts = new ArrayList<>();
        for (Method method : ViewMethods.of(view)) {
            drafts.add(draft(struct, method));
        }
        return assemble(struct, drafts);
    }

    private ViewPlan assemble(FieldResolver.NamedStruct struct, List<Draft> drafts) {
        SnapshotPlan snapshot = SnapshotPlan.of(wanted(drafts));
        List<Accessor> accessors = new ArrayList<>();
        for (Draft draft : drafts) {
            Accessor accessor = null;
            if (draft.field() != null && draft.reading() != null) {
                accessor =
                        draft.reading()
                                .accessor()
                                .apply(new Accessor.Place(draft.field(), snapshot, struct.name()));
            }
            Class<?> returned = draft.method().getReturnType();
            if (accessor instanceof FieldAccessors.Scalar scalar && isPlainLoad(scalar, returned)) {
                accessor = FieldAccessors.Load.of(scalar);
            }
            accessors.add(
                    accessor == null || isOptional(returned)
                            ? new FieldAccessors.Perhaps(accessor, returned)
                            : accessor);
        }
        return new ViewPlan(struct, snapshot, List.copyOf(accessors));
    }

    private static boolean isPlainLoad(FieldAccessors.Scalar scalar, Class<?> returned) {
        return scalar.place().field().inPlace()
                && returned.isPrimitive()
                && scalar.shift() == 0
                && scalar.bits() == 8 * scalar.sizeBytes()
                && Integer.bitCount(scalar.sizeBytes()) == 1;
    }

    private static List<SnapshotPlan.Wanted> wanted(List<Draft> drafts) {
        List<SnapshotPlan.Wanted> wanted = new ArrayList<>();
        for (Draft draft : drafts) {
            if (draft.field() == null || draft.reading() == null) {
                continue;
            }
            if (!draft.field().inPlace()) {
                wanted.add(new SnapshotPlan.Wanted(draft.field().firstOffset(), Long.BYTES));
                continue;
            }
            for (SnapshotPlan.Wanted part : draft.reading().wanted()) {
                wanted.add(
                        new SnapshotPlan.Wanted(
                                draft.field().offset() + part.offset(), part.length()));
            }
        }
        return wanted;
    }

    private Draft draft(FieldResolver.NamedStruct struct, Method method) throws IOException {
        if (method.getParameterCount() > 0) {
            throw bug(method, "takes parameters, expected none");
        }
        Class<?> returned = method.getReturnType();
        ResolvedField field;
        try {
            field = resolver.field(struct, paths(method));
        } catch (KernelLayoutException e) {
            if (isOptional(returned)) {
                return new Draft(method, null, null);
            }
            throw e;
        } catch (IllegalArgumentException e) {
            throw bug(method, e.getMessage());
        }
        Optional<Reading> reading;
        try {
            reading = chooser.choose(valueType(method), field);
        } catch (IllegalArgumentException e) {
            throw bug(method, e.getMessage());
        }
        if (reading.isEmpty()) {
            throw resolver.mismatch(
                    struct,
                    field,
                    "is %s, expected what %s can be read as %s"
                            .formatted(
                                    FieldResolver.describe(field.type()),
                                    method.getName(),
                                    valueType(method).getTypeName()));
        }
        if ((!field.inPlace() || reading.get().readsOn()) && !declaresIoException(method)) {
            throw bug(
                    method,
                    "reads %s when called, expected \"throws IOException\""
                            .formatted(field.path()));
        }
        return new Draft(method, field, reading.get());
    }

    private static List<String> paths(Method method) {
        KernelField annotation = method.getAnnotation(KernelField.class);
        if (annotation != null) {
            return List.of(annotation.value());
        }
        String snake =
                method.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        return snake.equals(method.getName()) ? List.of(snake) : List.of(method.getName(), snake);
    }

    /** Returns what the field is read as: inside an optional, its content. */
    private static Type valueType(Method method) {
        if (method.getReturnType() == OptionalInt.class) {
            return int.class;
        }
        if (method.getReturnType() == OptionalLong.class) {
            return long.class;
        }
        if (method.getReturnType() == Optional.class
                && method.getGenericReturnType() instanceof ParameterizedType optional) {
            return optional.getActualTypeArguments()[0];
        }
        return method.getGenericReturnType();
    }

    private static boolean isOptional(Class<?> returned) {
        return returned == Optional.class
                || returned == OptionalInt.class
                || returned == OptionalLong.class;
    }

    private static boolean declaresIoException(Method method) {
        return Arrays.stream(method.getExceptionTypes())
                .anyMatch(type -> type.isAssignableFrom(IOException.class));
    }

    private static IllegalArgumentException bug(Method method, @Nullable String detail) {
        return new IllegalArgumentException(
                "%s.%s: %s"
                        .formatted(
                                method.getDeclaringClass().getSimpleName(),
                                method.getName(),
                                detail));
    }
}
