package dev.yagura.memory;

/**
 * A range of guest-physical addresses, {@code [start, end)}.
 *
 * @param start first address, in bytes, at least 0
 * @param end one past the last address, in bytes, greater than {@code start}
 */
public record GpaRange(long start, long end) {
    /** Refuses empty and negative ranges; x86-64 has at most 52 physical address bits. */
    public GpaRange {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("start = 0x%x, end = 0x%x".formatted(start, end));
        }
    }

    /** Returns the length in bytes, at least 1. */
    public long lengthBytes() {
        return end - start;
    }

    /** Returns whether all of {@code [gpa, gpa + lengthBytes)} lies in this range. */
    public boolean contains(long gpa, long lengthBytes) {
        return gpa >= start && gpa < end && lengthBytes <= end - gpa;
    }

    @Override
    public String toString() {
        return "[0x%x, 0x%x)".formatted(start, end);
    }
}
