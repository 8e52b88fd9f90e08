package dev.yagura.channel.nbd;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.util.List;

/** A stretch of guest-physical space that is all RAM or all hole; ends at {@code end}. */
record Extent(long end, boolean hole) {
    /** Returns the extent that holds {@code gpa}, cut at {@code limit}. */
    static Extent at(PhysicalMemory memory, long gpa, long limit) {
        List<GpaRange> ranges = memory.ranges();
        int index = Holes.indexOf(ranges, gpa);
        if (index == ranges.size()) {
            return new Extent(limit, true);
        }
        GpaRange range = ranges.get(index);
        return range.start() <= gpa
                ? new Extent(Math.min(range.end(), limit), false)
                : new Extent(Math.min(range.start(), limit), true);
    }
}
