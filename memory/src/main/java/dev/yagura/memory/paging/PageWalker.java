package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Walks x86-64 page tables. Intel SDM volume 3A, "4-Level Paging and 5-Level Paging". */
final class PageWalker {
    private static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final long PRESENT = 1;
    private static final long WRITABLE = 1L << 1;
    private static final long USER = 1L << 2;
    private static final long PAGE_SIZE = 1L << 7;
    private static final long EXECUTE_DISABLE = 1L << 63;

    /** Bits 51..12: where the next table or page is. */
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** Levels 2 (PDE, 2 MiB) and 3 (PDPTE, 1 GiB) may map a page themselves. */
    private static final int LARGEST_LEAF_LEVEL = 3;

    private final PhysicalMemory memory;
    private final long dtb;
    private final PagingMode mode;

    PageWalker(PhysicalMemory memory, long dtb, PagingMode mode) {
        this.memory = memory;
        this.dtb = dtb & ADDRESS;
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
        MemorySegment cell = MemorySegment.ofArray(new byte[Long.BYTES]);
        long rights = WRITABLE | USER;
        boolean executable = true;
        long table = dtb;
        long entryGpa = dtb;
        long entry = dtb;
        for (int level = mode.levels(); level >= 1; level--) {
            int shift = 12 + 9 * (level - 1);
            long parentGpa = entryGpa;
            entryGpa = table + ((gva >>> shift) & 0x1FF) * Long.BYTES;
            try {
                memory.read(entryGpa, cell);
            } catch (MemoryHoleException e) {
                return new Translation.Malformed(
                        Math.min(level + 1, mode.levels()), parentGpa, entry);
            }
            entry = cell.get(ENTRY, 0);
            if ((entry & PRESENT) == 0) {
                return new Translation.NotPresent(level, entryGpa, entry);
            }
            rights &= entry;
            executable &= (entry & EXECUTE_DISABLE) == 0;
            boolean large = level > 1 && (entry & PAGE_SIZE) != 0;
            if (large && level > LARGEST_LEAF_LEVEL) {
                return new Translation.Malformed(level, entryGpa, entry);
            }
            if (level == 1 || large) {
                long pageSize = 1L << shift;
                // A large page's address bits below its size hold PAT and reserved bits.
                long page = entry & ADDRESS & -pageSize;
                return new Translation.Mapped(
                        page | (gva & (pageSize - 1)),
                        pageSize,
                        new Translation.Access(
                                (rights & WRITABLE) != 0, (rights & USER) != 0, executable));
            }
            table = entry & ADDRESS;
        }
        throw new AssertionError("level 1 always returns");
    }
}
