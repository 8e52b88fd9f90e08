package dev.yagura.kernel.isf;

import dev.yagura.kernel.isf.Declarations.BaseType;
import dev.yagura.kernel.isf.Declarations.EnumType;
import dev.yagura.kernel.isf.Declarations.Field;
import dev.yagura.kernel.isf.Declarations.UserType;
import dev.yagura.kernel.types.CType;
import dev.yagura.kernel.types.StructType;
import dev.yagura.kernel.types.TypeCatalog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The types of an ISF file; a structure is worked out when it is first asked for. */
final class IsfTypes implements TypeCatalog {
    /** How dwarf2json begins the names that it makes up for types without a tag. */
    private static final String UNNAMED = "unnamed_";

    /** Unnamed structures nest this deep at most, and one structure has as many members. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_MEMBERS = 1 << 17;
    private static final int MAX_NUMBER_BYTES = 16;

    private final Declarations declared;
    private final Map<String, Optional<StructType>> structs = new ConcurrentHashMap<>();

    IsfTypes(Declarations declared) {
        this.declared = declared;
    }

    @Override
    public String source() {
        return "ISF";
    }

    @Override
    public int count() {
        return declared.types();
    }

    @Override
    public Optional<StructType> struct(String name) {
        return structs.computeIfAbsent(
                name,
                key ->
                        Optional.ofNullable(declared.users.get(key))
                                .map(type -> new Expansion().struct(key, type, 0)));
    }

    @Override
    public Optional<Map<String, Long>> enumeration(String tag) {
        return Optional.ofNullable(declared.enums.get(tag))
                .map(type -> Collections.unmodifiableMap(type.constants()));
    }

    /** One structure being worked out, with the bound on what it may grow to. */
    private final class Expansion {
        private int membersLeft = MAX_MEMBERS;

        StructType struct(String name, UserType type, int depth) {
            List<StructType.Member> members = new ArrayList<>();
            for (Field field : type.fields()) {
                if (membersLeft == 0) {
                    break;
                }
                membersLeft--;
                members.add(member(field, depth));
            }
            String tag = name.startsWith(UNNAMED) ? "" : name;
            return new StructType(tag, type.union(), type.size(), members);
        }

        private StructType.Member member(Field field, int depth) {
            TypeNode type = field.type();
            int width = 0;
            if (type instanceof TypeNode.BitField bits) {
                width = bits.length();
                type = bits.type();
            }
            boolean anonymous = field.anonymous() && type instanceof TypeNode.User;
            CType resolved = resolve(type, anonymous, depth + 1);
            return new StructType.Member(
                    resolved instanceof CType.Anonymous && anonymous ? "" : field.name(),
                    field.offsetBits(),
                    width,
                    resolved);
        }

        private CType resolve(TypeNode type, boolean inline, int depth) {
            if (depth > MAX_DEPTH) {
                return new CType.Untyped();
            }
            return switch (type) {
                case TypeNode.Base(String name) -> base(name);
                case TypeNode.User(String name, boolean union) -> user(name, union, inline, depth);
                case TypeNode.Enumeration(String name) -> enumerated(name);
                case TypeNode.Pointer(TypeNode target) ->
                        new CType.Pointer(resolve(target, false, depth + 1));
                case TypeNode.Array(TypeNode element, long count) ->
                        new CType.Array(resolve(element, false, depth + 1), count);
                case TypeNode.BitField bits -> resolve(bits.type(), false, depth + 1);
                case TypeNode.Function() -> new CType.Function();
            };
        }

        private CType user(String name, boolean union, boolean inline, int depth) {
            UserType type = declared.users.get(name);
            if (type == null) {
                return new CType.Named(name, union); // declared only
            }
            return inline || name.startsWith(UNNAMED)
                    ? new CType.Anonymous(struct(name, type, depth + 1))
                    : new CType.Named(name, type.union());
        }
    }

    private CType base(String name) {
        BaseType type = declared.bases.get(name);
        if (type == null || type.size() < 1 || type.size() > MAX_NUMBER_BYTES) {
            return new CType.Untyped();
        }
        return switch (type.kind()) {
            case "void" -> new CType.Untyped();
            case "float" -> new CType.Floating(name, (int) type.size());
            default -> new CType.Int(name, (int) type.size(), type.signed());
        };
    }

    private CType enumerated(String name) {
        EnumType type = declared.enums.get(name);
        if (type == null || type.size() < 1 || type.size() > Long.BYTES) {
            return new CType.Untyped();
        }
        BaseType base = declared.bases.get(type.base());
        String tag = name.startsWith(UNNAMED) ? "" : name;
        return new CType.Enumeration(tag, (int) type.size(), base != null && base.signed());
    }
}
