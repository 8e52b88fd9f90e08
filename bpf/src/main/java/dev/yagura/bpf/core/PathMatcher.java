package dev.yagura.bpf.core;

import dev.yagura.bpf.core.AccessPath.Step;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Follows a path of the object in the types of the kernel, by names. */
final class PathMatcher {
    private final BtfGraph local;
    private final BtfGraph target;
    private final Compatibility compatibility;

    PathMatcher(BtfGraph local, BtfGraph target) {
        this.local = local;
        this.target = target;
        this.compatibility = new Compatibility(local, target);
    }

    /**
     * Returns the path to the constant of the same name.
     *
     * @param candidate the type of the kernel that may be the path's root
     */
    Optional<AccessPath> constant(AccessPath path, int candidate) {
        int type = target.strip(candidate);
        String wanted = String.valueOf(path.last().name());
        int parts = target.isEnumeration(type) ? target.parts(type) : 0;
        for (int i = 0; i < parts; i++) {
            String name = target.partName(type, i);
            if (Flavors.equal(wanted, name)) {
                return Optional.of(new AccessPath(candidate, 0, List.of(new Step(type, i, name))));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the path to the member of the same names, if its type is one that it may have.
     *
     * @param candidate the type of the kernel that may be the path's root
     */
    Optional<AccessPath> field(AccessPath path, int candidate) {
        return new Follower(candidate).follow(path);
    }

    /** Follows one path. */
    private final class Follower {
        private final int root;
        private final List<Step> steps = new ArrayList<>();
        private long offsetBits;
        private int type;

        Follower(int root) {
            this.root = root;
            this.type = root;
        }

        Optional<AccessPath> follow(AccessPath path) {
            for (int i = 0; i < path.steps().size(); i++) {
                Step wanted = path.steps().get(i);
                type = target.strip(type);
                boolean found =
                        wanted.name() != null
                                ? member(wanted, wanted.name(), type, 0)
                                : (i == 0 || enterArray(wanted)) && element(wanted);
                if (!found) {
                    return Optional.empty();
                }
            }
            return Optional.of(new AccessPath(root, offsetBits, steps));
        }

        private boolean enterArray(Step wanted) {
            if (target.kind(type) != BtfKind.ARRAY) {
                return false;
            }
            boolean flexible = AccessPath.isFlexible(target, steps.getLast(), type);
            if (!flexible && wanted.index() >= target.elementCount(type)) {
                return false;
            }
            type = target.strip(target.element(type));
            return true;
        }

        private boolean element(Step wanted) {
            OptionalLong size = target.size(type);
            steps.add(new Step(type, wanted.index(), null));
            offsetBits += wanted.index() * size.orElse(0) * 8;
            return size.isPresent();
        }

        /** Finds a member in a structure or in anonymous ones within it. */
        private boolean member(Step wanted, String name, int struct, int depth) {
            if (!target.isComposite(struct) || depth > AccessPath.MAX_STEPS) {
                return false;
            }
            for (int i = 0; i < target.parts(struct); i++) {
                String found = target.partName(struct, i);
                int member = target.partType(struct, i);
                long before = offsetBits;
                offsetBits += target.offsetBits(struct, i);
                if (found.isEmpty()) {
                    if (member(wanted, name, target.strip(member), depth + 1)) {
                        return true;
                    }
                } else if (found.equals(name)) {
                    steps.add(new Step(struct, i, found));
                    type = member;
                    return compatibility.ofMembers(
                            local.partType(wanted.type(), wanted.index()), member);
                }
                offsetBits = before;
            }
            return false;
        }
    }
}
