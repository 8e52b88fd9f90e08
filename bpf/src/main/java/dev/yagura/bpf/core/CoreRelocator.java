package dev.yagura.bpf.core;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers relocations of one object for one kernel. Safe for concurrent use. */
public final class CoreRelocator {
    private final BtfGraph local;
    private final BtfGraph target;
    private final PathMatcher matcher;
    private final Map<String, List<Integer>> byName = new HashMap<>();

    /**
     * Indexes the types of a kernel.
     *
     * @param local types that the object was compiled with
     * @param target types of the kernel
     */
    public CoreRelocator(BtfGraph local, BtfGraph target) {
        this.local = local;
        this.target = target;
        this.matcher = new PathMatcher(local, target);
        for (int id = 1; id <= target.count(); id++) {
            String name = target.name(id);
            if (!name.isEmpty()) {
                byName.computeIfAbsent(Flavors.strip(name), n -> new ArrayList<>(1)).add(id);
            }
        }
    }

    /**
     * Answers a relocation.
     *
     * @throws MalformedStructureException if it makes no sense in the object's own types, or types
     *     of the kernel that have the same name would give different answers
     */
    public CoreResult resolve(CoreRelocation relocation) throws MalformedStructureException {
        AccessPath path = AccessPath.of(local, relocation);
        if (relocation.kind() == CoreKind.TYPE_ID_LOCAL) {
            return CoreResult.of(relocation.type(), relocation.type(), false);
        }
        String name = Flavors.strip(local.name(relocation.type()));
        if (name.isEmpty()) {
            throw relocation.malformed("type_id", "has no name to look for");
        }
        CoreResult result = null;
        long offsetBits = 0;
        for (int candidate : byName.getOrDefault(name, List.of())) {
            Optional<AccessPath> match = match(relocation, path, candidate);
            if (match.isEmpty()) {
                continue;
            }
            CoreResult next = calculate(relocation, path, match.get());
            if (result == null) {
                result = next;
                offsetBits = match.get().offsetBits();
            } else if (offsetBits != match.get().offsetBits()
                    || result.found() != next.found()
                    || result.value() != next.value()) {
                throw relocation.malformed(
                        "type_id",
                        "is several types \"%s\" of the kernel, with %d and %d"
                                .formatted(name, result.value(), next.value()));
            }
        }
        return result != null ? result : absent(relocation, path);
    }

    private Optional<AccessPath> match(CoreRelocation relocation, AccessPath path, int candidate) {
        Compatibility compatibility = new Compatibility(local, target);
        if (!compatibility.sameKind(relocation.type(), candidate)) {
            return Optional.empty();
        }
        if (relocation.kind().isOfField()) {
            return matcher.field(path, candidate);
        }
        if (relocation.kind().isOfConstant()) {
            return matcher.constant(path, candidate);
        }
        boolean same =
                relocation.kind() == CoreKind.TYPE_MATCHES
                        ? new TypeMatch(local, target).of(relocation.type(), candidate)
                        : compatibility.ofTypes(relocation.type(), candidate);
        return same ? Optional.of(new AccessPath(candidate, 0, List.of())) : Optional.empty();
    }

    private CoreResult calculate(CoreRelocation relocation, AccessPath ours, AccessPath theirs)
            throws MalformedStructureException {
        return switch (relocation.kind()) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUM_VALUE_EXISTS ->
                    CoreResult.of(1, 1, true);
            case TYPE_ID_TARGET -> CoreResult.of(ours.root(), theirs.root(), false);
            case TYPE_SIZE ->
                    CoreResult.of(
                            sizeOf(local, ours, relocation),
                            sizeOf(target, theirs, relocation),
                            true);
            case ENUM_VALUE -> CoreResult.of(constant(local, ours), constant(target, theirs), true);
            case TYPE_ID_LOCAL -> throw new IllegalStateException("asks nothing of the kernel");
            case FIELD_BYTE_OFFSET,
                    FIELD_BYTE_SIZE,
                    FIELD_SIGNED,
                    FIELD_LSHIFT_U64,
                    FIELD_RSHIFT_U64 ->
                    field(
                            FieldValue.of(local, relocation, ours),
                            FieldValue.of(target, relocation, theirs));
        };
    }

    private CoreResult field(FieldValue ours, FieldValue theirs) {
        return new CoreResult(
                ours.value(),
                theirs.value(),
                true,
                !ours.bitfield(),
                ours.bitfield() || theirs.bitfield(),
                ours.bytes(),
                theirs.bytes(),
                isResizable(ours.type(), theirs.type()));
    }

    /** Pointers, and integers without a sign, are read as well by a load of another size. */
    private boolean isResizable(int ours, int theirs) {
        if (ours == 0 || theirs == 0 || local.kind(ours) != target.kind(theirs)) {
            return false;
        }
        return switch (local.kind(ours)) {
            case BtfKind.PTR -> true;
            case BtfKind.INT -> !local.isSigned(ours) && !target.isSigned(theirs);
            default -> false;
        };
    }

    /** Answers for a kernel that has no such thing. */
    private CoreResult absent(CoreRelocation relocation, AccessPath path)
            throws MalformedStructureException {
        return switch (relocation.kind()) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUM_VALUE_EXISTS ->
                    CoreResult.of(1, 0, true);
            case TYPE_ID_TARGET -> CoreResult.of(path.root(), 0, false);
            case TYPE_SIZE -> CoreResult.of(sizeOf(local, path, relocation), 0, true);
            default -> CoreResult.missing();
        };
    }

    private static long sizeOf(BtfGraph types, AccessPath path, CoreRelocation relocation)
            throws MalformedStructureException {
        return types.size(path.root())
                .orElseThrow(() -> relocation.malformed("type_id", "has no size"));
    }

    private static long constant(BtfGraph types, AccessPath path) {
        return types.constant(path.last().type(), path.last().index());
    }
}
