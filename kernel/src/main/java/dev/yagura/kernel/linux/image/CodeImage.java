package dev.yagura.kernel.linux.image;

import dev.yagura.kernel.linux.GvaRange;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Code and data at the addresses where the guest has them: what a file says of them, or what the
 * guest's memory holds. Immutable.
 */
public final class CodeImage {
    /**
     * A section.
     *
     * @param name such as {@code ".text"}
     * @param gva where the guest has it, or had it while it started
     * @param bytes relocated; little-endian
     * @param executable whether it is code
     * @param writable whether the guest may write to it
     */
    public record Part(
            String name, long gva, ByteBuffer bytes, boolean executable, boolean writable) {
        /** Returns where it lies. */
        public GvaRange range() {
            return new GvaRange(gva, bytes.limit());
        }

        /** Returns whether it holds all bytes of a range. */
        boolean holds(long from, long lengthBytes) {
            return lengthBytes <= bytes.limit()
                    && Long.compareUnsigned(from - gva, bytes.limit() - lengthBytes) <= 0;
        }

        @Override
        public String toString() {
            return "%s at 0x%x".formatted(name, gva);
        }
    }

    private final Map<String, Part> byName = new LinkedHashMap<>();
    private final NavigableMap<Long, Part> byAddress = new TreeMap<>(Long::compareUnsigned);

    /**
     * Makes an image of parts that do not overlap.
     *
     * @param parts of two of one name, the first is found by it
     */
    public CodeImage(List<Part> parts) {
        for (Part part : parts) {
            byName.putIfAbsent(part.name(), part);
            byAddress.putIfAbsent(part.gva(), part);
        }
    }

    /** Returns all parts in ascending order of address. */
    public Collection<Part> parts() {
        return byAddress.values();
    }

    /** Returns the part of a name. */
    public Optional<Part> part(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the bytes of a range, little-endian, if one part holds them all. */
    public Optional<ByteBuffer> bytes(long gva, int lengthBytes) {
        return partOf(gva, lengthBytes)
                .map(part ->
                        part.bytes()
                                .slice((int) (gva - part.gva()), lengthBytes)
                                .order(part.bytes().order()));
    }

    /** Returns the part that holds all bytes of a range. */
    Optional<Part> partOf(long gva, long lengthBytes) {
        Map.Entry<Long, Part> before = byAddress.floorEntry(gva);
        return before != null && before.getValue().holds(gva, lengthBytes)
                ? Optional.of(before.getValue())
                : Optional.empty();
    }
}
