package dev.yagura.memory;

import java.util.Arrays;
import java.util.List;

/** Looks addresses up in a guest's RAM ranges. */
final class RamIndex {
    private final List<GpaRange> ranges;
    private final long[] starts;

    /** Indexes ranges that are ascending and do not adjoin. */
    RamIndex(List<GpaRange> ranges) {
        this.ranges = List.copyOf(ranges);
        this.starts = new long[ranges.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ranges.get(i).start();
        }
    }

    List<GpaRange> ranges() {
        return ranges;
    }

    /** Returns whether all of {@code [gpa, gpa + lengthBytes)} is RAM. */
    boolean contains(long gpa, long lengthBytes) {
        int found = Arrays.binarySearch(starts, gpa);
        int index = found >= 0 ? found : -found - 2;
        return index >= 0 && ranges.get(index).contains(gpa, lengthBytes);
    }

    /**
     * Throws if any of {@code [gpa, gpa + lengthBytes)} is not RAM.
     *
     * @throws MemoryHoleException with the first such address
     */
    void requireNoHole(long gpa, long lengthBytes) throws MemoryHoleException {
        if (contains(gpa, lengthBytes)) {
            return;
        }
        // Ranges do not adjoin, so what the range that holds gpa does not hold begins a hole.
        throw new MemoryHoleException(contains(gpa, 1) ? endOfRange(gpa) : gpa);
    }

    private long endOfRange(long gpa) {
        int found = Arrays.binarySearch(starts, gpa);
        return ranges.get(found >= 0 ? found : -found - 2).end();
    }
}
