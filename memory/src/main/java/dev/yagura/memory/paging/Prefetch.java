package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Walks the tables for many addresses at once, level by level, one batch of pages each. */
final class Prefetch {
    private static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** An address on its way down, and the table or page that it has come to. */
    private record Walk(long gva, long gpa) {}

    private final PhysicalMemory memory;
    private final long dtb;
    private final PagingMode mode;

    Prefetch(PhysicalMemory memory, long dtb, PagingMode mode) {
        this.memory = memory;
        this.dtb = dtb;
        this.mode = mode;
    }

    void run(Collection<Long> gvas) throws IOException {
        List<Long> pages = new ArrayList<>();
        List<Walk> walks =
                gvas.stream()
                        .map(gva -> gva & -Entry.TABLE_BYTES)
                        .distinct()
                        .filter(mode::isCanonical)
                        .map(gva -> new Walk(gva, dtb))
                        .toList();
        for (int level = mode.levels(); level >= 1 && !walks.isEmpty(); level--) {
            memory.prefetch(walks.stream().map(Walk::gpa).distinct().toList());
            walks = descend(walks, level, pages);
        }
        memory.prefetch(pages);
    }

    /** Returns the walks that go on below {@code level}; pages found are added to {@code pages}. */
    private List<Walk> descend(List<Walk> walks, int level, List<Long> pages) throws IOException {
        List<Walk> below = new ArrayList<>(walks.size());
        for (Walk walk : walks) {
            Optional<MemorySegment> table = memory.page(walk.gpa());
            if (table.isEmpty()) {
                continue;
            }
            long offset = Entry.gpaOf(0, walk.gva(), level);
            long entry = table.get().get(ENTRY, offset);
            if (!Entry.isPresent(entry)) {
                continue;
            }
            if (Entry.isLeaf(entry, level)) {
                long pageMask = (1L << Entry.shift(level)) - 1;
                pages.add(Entry.page(entry, level) | (walk.gva() & pageMask));
            } else {
                below.add(new Walk(walk.gva(), Entry.table(entry)));
            }
        }
        return below;
    }
}
