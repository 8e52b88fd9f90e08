package dev.yagura.bpf.core;

import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;

/** Whether a type of the kernel has all that the object's has: libbpf's stricter comparison. */
final class TypeMatch {
    /** Pointers and arrays around a type, and structures within each other; libbpf's limits. */
    private static final int MAX_DEPTH = 32;

    /** Comparisons of one relocation, so that types which share types do not multiply. */
    private static final int MAX_COMPARISONS = 1 << 18;

    private final BtfGraph local;
    private final BtfGraph target;
    private int comparisonsLeft = MAX_COMPARISONS;

    TypeMatch(BtfGraph local, BtfGraph target) {
        this.local = local;
        this.target = target;
    }

    /** Returns whether the types match; their names are the caller's matter. */
    boolean of(int ours, int theirs) {
        return of(ours, theirs, false, MAX_DEPTH);
    }

    private boolean of(int ours, int theirs, boolean behindPointer, int depth) {
        int a = local.strip(ours);
        int b = target.strip(theirs);
        if (depth == 0 || --comparisonsLeft < 0 || !namesMatch(local.name(a), target.name(b))) {
            return false;
        }
        boolean sameKind = local.kind(a) == target.kind(b);
        return switch (local.kind(a)) {
            case 0 -> sameKind;
            case BtfKind.FWD -> declared(a, b, behindPointer);
            case BtfKind.ENUM, BtfKind.ENUM64 -> target.isEnumeration(b) && constants(a, b);
            case BtfKind.STRUCT, BtfKind.UNION ->
                    behindPointer
                            ? sameKind || isForward(b, local.kind(a) == BtfKind.UNION)
                            : sameKind && members(a, b, depth - 1);
            case BtfKind.INT ->
                    sameKind
                            && local.recordedSize(a) == target.recordedSize(b)
                            && local.isSigned(a) == target.isSigned(b);
            case BtfKind.PTR -> sameKind && of(local.target(a), target.target(b), true, depth - 1);
            case BtfKind.ARRAY ->
                    sameKind
                            && local.elementCount(a) == target.elementCount(b)
                            && of(local.element(a), target.element(b), behindPointer, depth - 1);
            case BtfKind.FUNC_PROTO -> sameKind && parameters(a, b, behindPointer, depth - 1);
            default -> false;
        };
    }

    private static boolean namesMatch(String ours, String theirs) {
        return theirs.isEmpty() ? ours.isEmpty() : Flavors.equal(ours, theirs);
    }

    private boolean isForward(int b, boolean union) {
        return target.kind(b) == BtfKind.FWD && target.flag(b) == union;
    }

    /** What is only declared here may be whole there, if nobody looks inside. */
    private boolean declared(int a, int b, boolean behindPointer) {
        boolean union = local.flag(a);
        return isForward(b, union)
                || (behindPointer && target.kind(b) == (union ? BtfKind.UNION : BtfKind.STRUCT));
    }

    private boolean constants(int a, int b) {
        if (local.recordedSize(a) != target.recordedSize(b) || local.parts(a) > target.parts(b)) {
            return false;
        }
        for (int i = 0; i < local.parts(a); i++) {
            boolean found = false;
            for (int j = 0; j < target.parts(b) && !found; j++) {
                found = namesMatch(local.partName(a, i), target.partName(b, j));
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean members(int a, int b, int depth) {
        if (local.parts(a) > target.parts(b)) {
            return false;
        }
        for (int i = 0; i < local.parts(a); i++) {
            boolean found = false;
            for (int j = 0; j < target.parts(b) && !found; j++) {
                found =
                        namesMatch(local.partName(a, i), target.partName(b, j))
                                && of(local.partType(a, i), target.partType(b, j), false, depth);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private boolean parameters(int a, int b, boolean behindPointer, int depth) {
        if (local.parts(a) != target.parts(b)) {
            return false;
        }
        for (int i = 0; i < local.parts(a); i++) {
            if (!of(local.partType(a, i), target.partType(b, i), behindPointer, depth)) {
                return false;
            }
        }
        return of(local.target(a), target.target(b), behindPointer, depth);
    }
}
