package dev.yagura.kernel.linux;

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

    @Override
    public String toString() {
        return "[0x%x, 0x%x)".formatted(start, start + lengthBytes);
    }
}
