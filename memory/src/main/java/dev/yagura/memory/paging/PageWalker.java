package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Walks x86-64 page tables from one root. */
final class PageWalker {
    private static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final PhysicalMemory memory;
    private final long dtb;
    private final PagingMode mode;

    PageWalker(PhysicalMemory memory, long dtb, PagingMode mode) {
        this.memory = memory;
        this.dtb = Entry.table(dtb);
        this.mode = mode;
    }

    long dtb() {
        return dtb;
    }

    PagingMode mode() {
        return mode;
    }

    Translation walk(long gva) throws IOException {
        if (!mode.isCanonical(gva)) {
            return new Translation.NonCanonical();
        }
        long rights = Entry.ALL_RIGHTS;
        long table = dtb;
        long entryGpa = dtb;
        long entry = dtb;
        for (int level = mode.levels(); level >= 1; level--) {
            long parentGpa = entryGpa;
            entryGpa = Entry.gpaOf(table, gva, level);
            try {
                entry = read(entryGpa);
            } catch (MemoryHoleException e) {
                int parentLevel = Math.min(level + 1, mode.levels());
                return new Translation.Malformed(parentLevel, parentGpa, entry);
            }
            if (!Entry.isPresent(entry)) {
                return new Translation.NotPresent(level, entryGpa, entry);
            }
            rights = Entry.restrict(rights, entry);
            if (Entry.isLeaf(entry, level)) {
                if (!Entry.leafAllowed(level)) {
                    return new Translation.Malformed(level, entryGpa, entry);
                }
                long pageSize = 1L << Entry.shift(level);
                return new Translation.Mapped(
                        Entry.page(entry, level) | (gva & (pageSize - 1)),
                        pageSize,
                        Entry.access(rights));
            }
            table = Entry.table(entry);
        }
        throw new AssertionError("level 1 always returns");
    }

    private long read(long entryGpa) throws IOException {
        Optional<MemorySegment> page = memory.page(entryGpa);
        if (page.isPresent()) {
            return page.get().get(ENTRY, entryGpa & (Entry.TABLE_BYTES - 1));
        }
        MemorySegment cell = MemorySegment.ofArray(new byte[Entry.BYTES]);
        memory.read(entryGpa, cell);
        return cell.get(ENTRY, 0);
    }
}
