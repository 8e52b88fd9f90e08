package dev.yagura.bpf.core;

import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/** Whether what the object means by a type is what the kernel has: libbpf's looser comparison. */
final class Compatibility {
    /** Pointers, arrays and parameters that are followed; libbpf's limit. */
    private static final int MAX_DEPTH = 32;

    private final BtfGraph local;
    private final BtfGraph target;

    Compatibility(BtfGraph local, BtfGraph target) {
        this.local = local;
        this.target = target;
    }

    /** Returns whether two types are of the same kind; enumerations of any width are. */
    boolean sameKind(int ours, int theirs) {
        return local.kind(ours) == target.kind(theirs)
                || (local.isEnumeration(ours) && target.isEnumeration(theirs));
    }

    /** Returns whether a member may have another type: structures may, integers of any size. */
    boolean ofMembers(int ours, int theirs) {
        int a = local.strip(ours);
        int b = target.strip(theirs);
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            if (local.isComposite(a) && target.isComposite(b)) {
                return true;
            }
            if (!sameKind(a, b)) {
                return false;
            }
            switch (local.kind(a)) {
                case BtfKind.PTR, BtfKind.FLOAT -> {
                    return true;
                }
                case BtfKind.FWD, BtfKind.ENUM, BtfKind.ENUM64 -> {
                    String name = local.name(a);
                    String other = target.name(b);
                    return name.isEmpty() || other.isEmpty() || Flavors.equal(name, other);
                }
                case BtfKind.INT -> {
                    return local.intOffsetBits(a) == 0 && target.intOffsetBits(b) == 0;
                }
                case BtfKind.ARRAY -> {
                    a = local.strip(local.element(a));
                    b = target.strip(target.element(b));
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** Returns whether a type of the same name is the same thing, whatever its members are. */
    boolean ofTypes(int ours, int theirs) {
        return sameKind(ours, theirs) && ofTypes(ours, theirs, MAX_DEPTH);
    }

    private boolean ofTypes(int ours, int theirs, int depth) {
        int a = local.strip(ours);
        int b = target.strip(theirs);
        if (depth == 0 || !sameKind(a, b)) {
            return false;
        }
        return switch (local.kind(a)) {
            case 0, BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.ENUM64, BtfKind.FWD ->
                    true;
            case BtfKind.INT -> local.intOffsetBits(a) == 0 && target.intOffsetBits(b) == 0;
            case BtfKind.PTR -> ofTypes(local.target(a), target.target(b), depth - 1);
            case BtfKind.ARRAY -> ofTypes(local.element(a), target.element(b), depth - 1);
            case BtfKind.FUNC_PROTO -> ofPrototypes(a, b, depth - 1);
            default -> false;
        };
    }

    private boolean ofPrototypes(int a, int b, int depth) {
        if (local.parts(a) != target.parts(b)) {
            return false;
        }
        for (int i = 0; i < local.parts(a); i++) {
            if (!ofTypes(local.partType(a, i), target.partType(b, i), depth)) {
                return false;
            }
        }
        return ofTypes(local.target(a), target.target(b), depth);
    }
}
