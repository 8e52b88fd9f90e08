package dev.yagura.bpf.core;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.types.BtfGraph;
import dev.yagura.kernel.types.BtfKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from a type to a member: through members by name and elements by number. Anonymous
 * structures on the way count for the offset only.
 *
 * @param root the type where it begins
 * @param offsetBits where it ends, from the start of the root
 * @param steps the first is the root as an element of an array; a constant is a first step with a
 *     name
 */
record AccessPath(int root, long offsetBits, List<Step> steps) {
    /** BPF_CORE_SPEC_MAX_LEN of libbpf: numbers in a path. */
    static final int MAX_STEPS = 64;

    /**
     * One step.
     *
     * @param type the structure of the member, the element's own type, or the enumeration
     * @param index which member, element or constant
     * @param name of the member or constant; null for an element
     */
    record Step(int type, int index, @Nullable String name) {}

    AccessPath {
        steps = List.copyOf(steps);
    }

    /** Returns the step that it ends with. */
    Step last() {
        return steps.getLast();
    }

    /** Returns whether an array may be indexed behind its end: it is the last of a structure. */
    static boolean isFlexible(BtfGraph types, Step before, int array) {
        return before.name() != null
                && types.elementCount(array) == 0
                && before.index() == types.parts(before.type()) - 1;
    }

    /** Follows the path of a relocation in the types that it was compiled with. */
    static AccessPath of(BtfGraph types, CoreRelocation relocation)
            throws MalformedStructureException {
        if (!types.contains(relocation.type()) || relocation.type() == 0) {
            throw relocation.malformed("type_id", "is no type");
        }
        return new Follower(types, relocation).follow();
    }

    /** Follows one path. */
    private static final class Follower {
        private final BtfGraph types;
        private final CoreRelocation relocation;
        private final List<Step> steps = new ArrayList<>();
        private long offsetBits;
        private int type;

        Follower(BtfGraph types, CoreRelocation relocation) {
            this.types = types;
            this.relocation = relocation;
            this.type = relocation.type();
        }

        AccessPath follow() throws MalformedStructureException {
            int[] numbers = numbers();
            type = types.strip(type);
            if (relocation.kind().isOfConstant()) {
                constant(numbers);
            } else if (relocation.kind().isOfField()) {
                element(numbers[0]);
                for (int i = 1; i < numbers.length; i++) {
                    next(numbers[i]);
                }
            } else if (!relocation.access().equals("0")) {
                throw malformed("is not 0, expected for a type as a whole");
            }
            return new AccessPath(relocation.type(), offsetBits, steps);
        }

        private int[] numbers() throws MalformedStructureException {
            String[] parts = relocation.access().split(":", -1);
            int[] numbers = new int[parts.length];
            if (parts.length > MAX_STEPS) {
                throw malformed("is longer than " + MAX_STEPS + " numbers");
            }
            for (int i = 0; i < parts.length; i++) {
                if (!parts[i].matches("[0-9]{1,9}")) {
                    throw malformed("is no list of numbers");
                }
                numbers[i] = Integer.parseInt(parts[i]);
            }
            return numbers;
        }

        private void constant(int[] numbers) throws MalformedStructureException {
            if (!types.isEnumeration(type)
                    || numbers.length != 1
                    || numbers[0] >= types.parts(type)) {
                throw malformed("is no constant of an enumeration");
            }
            steps.add(new Step(type, numbers[0], types.partName(type, numbers[0])));
        }

        private void next(int number) throws MalformedStructureException {
            type = types.strip(type);
            if (types.isComposite(type)) {
                member(number);
            } else if (types.kind(type) == BtfKind.ARRAY) {
                boolean flexible = isFlexible(types, steps.getLast(), type);
                if (!flexible && number >= types.elementCount(type)) {
                    throw malformed("has element " + number + ", which the array has not");
                }
                type = types.strip(types.element(type));
                element(number);
            } else {
                throw malformed("leads through type " + type + ", neither structure nor array");
            }
        }

        private void member(int number) throws MalformedStructureException {
            if (number >= types.parts(type)) {
                throw malformed("has member " + number + ", which the structure has not");
            }
            offsetBits += types.offsetBits(type, number);
            String name = types.partName(type, number);
            if (!name.isEmpty()) {
                steps.add(new Step(type, number, name));
            }
            type = types.partType(type, number);
        }

        private void element(int number) throws MalformedStructureException {
            long size =
                    types.size(type).orElseThrow(() -> malformed("leads to a type without a size"));
            offsetBits += number * size * 8;
            steps.add(new Step(type, number, null));
        }

        private MalformedStructureException malformed(String detail) {
            return relocation.malformed("access_str", detail);
        }
    }
}
