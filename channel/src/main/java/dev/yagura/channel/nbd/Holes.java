package dev.yagura.channel.nbd;

import dev.yagura.memory.GpaRange;
import java.util.List;
import java.util.OptionalLong;

/** Finds out locally whether a read meets a hole. */
final class Holes {
    private Holes() {}

    /** Returns the first address of the read that lies in no range, if there is one. */
    static OptionalLong first(List<GpaRange> ranges, long gpa, long lengthBytes) {
        long at = gpa;
        int index = indexOf(ranges, gpa);
        while (index < ranges.size() && at >= ranges.get(index).start()) {
            if (lengthBytes - (at - gpa) <= ranges.get(index).end() - at) {
                return OptionalLong.empty();
            }
            at = ranges.get(index).end(); // ranges that adjoin would be read across
            index++;
        }
        return OptionalLong.of(at);
    }

    /** Returns the range that holds {@code gpa}, which lies in one. */
    static GpaRange rangeOf(List<GpaRange> ranges, long gpa) {
        return ranges.get(indexOf(ranges, gpa));
    }

    /** Returns the index of the first range that ends after {@code gpa}, unsigned. */
    static int indexOf(List<GpaRange> ranges, long gpa) {
        if (gpa < 0) {
            return ranges.size();
        }
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).end() <= gpa) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
