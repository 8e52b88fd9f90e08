package dev.yagura.kernel.find;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.Look;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through guest-physical memory for tables that lead to a kernel image.
 *
 * <p>Every process has a root table, and all of them share the tables below that map the kernel. Of
 * each page the last entry is looked at, and the path from it followed where it could be one; with
 * five levels, {@code level4_kernel_pgt} and the roots above it both qualify.
 */
final class RootScan {
    private static final int PAGE_BYTES = Look.PAGE_BYTES;

    private final Look look;
    private final Set<Long> belowSeen = new HashSet<>();
    private final Set<Long> level2Seen = new HashSet<>();
    private final List<AddressSpace> roots = new ArrayList<>();
    private long pages;

    RootScan(Look look) {
        this.look = look;
    }

    /** Returns how many pages were looked at. */
    long pages() {
        return pages;
    }

    /**
     * Scans part of memory.
     *
     * @return roots that lead to level 2 tables not met before, in the order met; at most {@link
     *     FinderLimits#MAX_ROOTS} in all calls
     */
    List<AddressSpace> scan(long fromGpa, long toGpa) throws IOException {
        roots.clear();
        for (GpaRange range : look.ranges()) {
            long from = (Math.max(range.start(), fromGpa) + PAGE_BYTES - 1) & -PAGE_BYTES;
            long to = Math.min(range.end(), toGpa) & -PAGE_BYTES;
            if (from < to) {
                scanRange(from, to);
            }
        }
        return List.copyOf(roots);
    }

    private void scanRange(long from, long to) throws IOException {
        Optional<MemorySegment> mapped = look.mapped(from, to - from);
        if (mapped.isPresent()) {
            scanBytes(mapped.get(), from);
            return;
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[FinderLimits.SWEEP_BYTES]);
        for (long at = from; at < to; at += FinderLimits.SWEEP_BYTES) {
            MemorySegment part = copy.asSlice(0, Math.min(FinderLimits.SWEEP_BYTES, to - at));
            try {
                look.sweep(at, part);
            } catch (MemoryHoleException e) {
                continue; // the source gave up part of a range since it told its ranges
            }
            scanBytes(part, at);
        }
    }

    private void scanBytes(MemorySegment bytes, long gpa) throws IOException {
        long size = bytes.byteSize();
        for (long at = PageTables.LAST_ENTRY; at < size; at += PAGE_BYTES) {
            long entry = bytes.get(PageTables.ENTRY, at);
            if (PageTables.isOnPath(entry)) {
                consider(gpa + at - PageTables.LAST_ENTRY, PageTables.table(entry));
            }
        }
        pages += size / PAGE_BYTES;
    }

    private void consider(long root, long below) throws IOException {
        if (belowSeen.size() >= FinderLimits.MAX_TABLES_SEEN || !belowSeen.add(below)) {
            return;
        }
        for (PagingMode mode : PagingMode.values()) {
            Optional<Long> level2 = PageTables.level2(look, root, mode);
            if (level2.isPresent()
                    && level2Seen.size() < FinderLimits.MAX_ROOTS
                    && level2Seen.add(level2.get())) {
                roots.add(new AddressSpace(look, root, mode));
            }
        }
    }
}
