package dev.yagura.kernel.view;

import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds structures and fields in one kernel's types. */
final class FieldResolver {
    private final String release;
    private final TypeCatalog types;

    FieldResolver(String release, TypeCatalog types) {
        this.release = release;
        this.types = types;
    }

    /**
     * A structure under the name that the kernel knows it by.
     *
     * @param name the first of the wanted names that exists
     */
    record NamedStruct(String name, StructType type) {}

    NamedStruct struct(String... names) throws KernelLayoutException {
        for (String name : names) {
            Optional<StructType> found = types.struct(name);
            if (found.isPresent()) {
                return new NamedStruct(name, found.get());
            }
        }
        throw new KernelLayoutException(release, String.join(" or ", names), "", "not found");
    }

    /** Resolves the first of several paths that the structure has. */
    ResolvedField field(NamedStruct struct, List<String> paths) throws KernelLayoutException {
        List<String> refusals = new ArrayList<>();
        for (String path : paths) {
            List<String> refusal = new ArrayList<>();
            Optional<ResolvedField> found = resolve(struct.type(), FieldPath.parse(path), refusal);
            if (found.isPresent()) {
                return found.get();
            }
            refusals.addAll(refusal);
        }
        throw new KernelLayoutException(
                release,
                struct.name(),
                String.join(" or ", paths),
                refusals.stream().distinct().reduce((a, b) -> a + "; " + b).orElse("not found"));
    }

    KernelLayoutException mismatch(NamedStruct struct, ResolvedField field, String detail) {
        return new KernelLayoutException(release, struct.name(), field.path(), detail);
    }

    /** Returns the size of a type in bytes, or 0 for one without a size. */
    long sizeOf(CType type) {
        return switch (type) {
            case CType.Int t -> t.sizeBytes();
            case CType.Floating t -> t.sizeBytes();
            case CType.Enumeration t -> t.sizeBytes();
            case CType.Pointer _ -> Long.BYTES;
            case CType.Array t -> sizeOf(t.element()) * t.count();
            case CType.Anonymous t -> t.struct().sizeBytes();
            case CType.Named t -> types.struct(t.tag()).map(StructType::sizeBytes).orElse(0L);
            case CType.Function _, CType.Untyped _ -> 0;
        };
    }

    /** Returns a type as a C programmer would say it, for messages. */
    static String describe(CType type) {
        return switch (type) {
            case CType.Int t -> t.name();
            case CType.Floating t -> t.name();
            case CType.Enumeration t -> "enum " + t.tag();
            case CType.Pointer t -> "pointer to " + describe(t.target());
            case CType.Array t -> "array of %d %s".formatted(t.count(), describe(t.element()));
            case CType.Anonymous t -> "anonymous " + (t.struct().union() ? "union" : "struct");
            case CType.Named t -> (t.union() ? "union " : "struct ") + t.tag();
            case CType.Function _ -> "function";
            case CType.Untyped _ -> "void";
        };
    }

    private Optional<ResolvedField> resolve(
            StructType base, FieldPath path, List<String> refusals) {
        List<Long> pointers = new ArrayList<>();
        CType type = new CType.Anonymous(base);
        long offsetBits = 0;
        int bitfieldBits = 0;
        for (FieldPath.Step step : path.steps()) {
            boolean throughPointer = type instanceof CType.Pointer;
            if (type instanceof CType.Pointer(CType target)) {
                pointers.add(offsetBits / 8);
                offsetBits = 0;
                type = target;
            }
            switch (step) {
                case FieldPath.Member(String name, boolean arrow) -> {
                    if (arrow && !throughPointer) {
                        refusals.add("-> before %s follows no pointer".formatted(name));
                        return Optional.empty();
                    }
                    Optional<StructType.Member> member =
                            structOf(type).flatMap(struct -> struct.member(name));
                    if (member.isEmpty()) {
                        refusals.add(
                                type instanceof CType.Anonymous
                                        ? "not found"
                                        : "%s not found in %s".formatted(name, describe(type)));
                        return Optional.empty();
                    }
                    offsetBits += member.get().offsetBits();
                    bitfieldBits = member.get().bitfieldBits();
                    type = member.get().type();
                }
                case FieldPath.Index(int index) -> {
                    CType element = type;
                    if (!throughPointer && type instanceof CType.Array array) {
                        if (array.count() > 0 && index >= array.count()) {
                            refusals.add("has %d elements".formatted(array.count()));
                            return Optional.empty();
                        }
                        element = array.element();
                    } else if (!throughPointer) {
                        refusals.add("[%d] is not in an array".formatted(index));
                        return Optional.empty();
                    }
                    offsetBits += index * sizeOf(element) * 8;
                    type = element;
                }
            }
        }
        return Optional.of(
                new ResolvedField(
                        path.text(), List.copyOf(pointers), offsetBits, bitfieldBits, type));
    }

    private Optional<StructType> structOf(CType type) {
        return switch (type) {
            case CType.Anonymous t -> Optional.of(t.struct());
            case CType.Named t -> types.struct(t.tag());
            default -> Optional.empty();
        };
    }
}
