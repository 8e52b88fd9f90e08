package dev.yagura.memory;

import java.util.ArrayList;
import java.util.List;

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

    /**
     * Joins ranges that adjoin.
     *
     * @param ascending ordered by start, not overlapping
     * @return the same addresses as ascending ranges that do not adjoin
     * @throws IllegalArgumentException if two ranges overlap or are out of order
     */
    public static List<GpaRange> merge(List<GpaRange> ascending) {
        List<GpaRange> merged = new ArrayList<>();
        for (GpaRange next : ascending) {
            GpaRange last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || next.start > last.end) {
                merged.add(next);
            } else if (next.start == last.end) {
                merged.set(merged.size() - 1, new GpaRange(last.start, next.end));
            } else {
                throw new IllegalArgumentException(next + " begins before the end of " + last);
            }
        }
        return List.copyOf(merged);
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
