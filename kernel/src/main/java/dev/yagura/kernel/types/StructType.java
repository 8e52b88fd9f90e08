package dev.yagura.kernel.types;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A structure or union.
 *
 * @param tag its tag, empty if it has none
 * @param union whether all members start at offset 0
 * @param sizeBytes its size in bytes
 * @param members in declaration order
 */
public record StructType(String tag, boolean union, long sizeBytes, List<Member> members) {

    /** Structures nest this deep at most; the kernel's deepest is below ten. */
    private static final int MAX_DEPTH = 32;

    /**
     * A member of a structure.
     *
     * @param name its name, empty for an anonymous structure or union
     * @param offsetBits from the start of the structure, in bits
     * @param bitfieldBits width of a bit field in bits, 0 for an ordinary member
     * @param type its type
     */
    public record Member(String name, long offsetBits, int bitfieldBits, CType type) {
        /** Returns the offset of the first byte that holds bits of this member. */
        public long offsetBytes() {
            return offsetBits / 8;
        }
    }

    /** Copies the member list. */
    public StructType {
        requireNonNull(tag, "tag");
        members = List.copyOf(members);
    }

    /**
     * Finds a member by name, also inside anonymous structures and unions, as C does.
     *
     * @return the member with its offset from the start of this structure, or empty
     */
    public Optional<Member> member(String name) {
        record Place(StructType struct, long offsetBits, int depth) {}
        Deque<Place> places = new ArrayDeque<>();
        places.add(new Place(this, 0, 0));
        while (!places.isEmpty()) {
            Place place = places.remove();
            for (Member member : place.struct().members()) {
                long offset = place.offsetBits() + member.offsetBits();
                if (member.name().equals(name)) {
                    return Optional.of(
                            new Member(name, offset, member.bitfieldBits(), member.type()));
                }
                if (member.name().isEmpty()
                        && member.type() instanceof CType.Anonymous inner
                        && place.depth() < MAX_DEPTH) {
                    places.add(new Place(inner.struct(), offset, place.depth() + 1));
                }
            }
        }
        return Optional.empty();
    }
}
