package dev.yagura.kernel.linux;

import java.util.List;
import java.util.stream.Stream;

/**
 * A range of guest-virtual addresses, {@code [start, start + lengthBytes)}.
 *
 * @param start first address
 * @param lengthBytes in bytes, at least 0
 */
public record GvaRange(long start, long lengthBytes) {
    /** Refuses negative lengths. */
    public GvaRange {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("lengthBytes = " + lengthBytes);
        }
    }

    /** Returns whether an address lies in the range. */
    public boolean contains(long gva) {
        return Long.compareUnsigned(gva - start, lengthBytes) < 0;
    }

    /** Returns what is left of this range outside of another one, in ascending order. */
    public List<GvaRange> without(GvaRange hole) {
        if (!contains(hole.start())) {
            return List.of(this);
        }
        long before = hole.start() - start;
        long behind = Math.max(0, lengthBytes - before - hole.lengthBytes());
        return Stream.of(
                        new GvaRange(start, before),
                        new GvaRange(start + lengthBytes - behind, behind))
                .filter(part -> part.lengthBytes() > 0)
                .toList();
    }

    @Override
    public String toString() {
        return "[0x%x, 0x%x)".formatted(start, start + lengthBytes);
    }
}
