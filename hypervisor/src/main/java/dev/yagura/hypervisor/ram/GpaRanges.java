package dev.yagura.hypervisor.ram;

import dev.yagura.memory.GpaRange;
import java.util.ArrayList;
import java.util.List;

/** Lists of guest-physical ranges. */
final class GpaRanges {
    private GpaRanges() {}

    /**
     * Joins ranges that adjoin.
     *
     * @param ranges ascending, not overlapping
     */
    static List<GpaRange> joined(List<GpaRange> ranges) {
        List<GpaRange> joined = new ArrayList<>();
        for (GpaRange range : ranges) {
            boolean adjoins = !joined.isEmpty() && joined.getLast().end() == range.start();
            joined.add(adjoins ? new GpaRange(joined.removeLast().start(), range.end()) : range);
        }
        return List.copyOf(joined);
    }
}
