package dev.yagura.testkit.fake;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.paging.PagingMode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Builds x86-64 page tables. Written from Intel SDM volume 3A, "4-Level Paging and 5-Level Paging",
 * on its own, so that a walker tested against it is tested against a second reading.
 */
final class PageTables {
    private static final ValueLayout.OfLong ENTRY = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final long PRESENT = 1;
    private static final long WRITABLE = 1L << 1;
    private static final long USER = 1L << 2;
    private static final long ACCESSED = 1L << 5;
    private static final long LARGE = 1L << 7;
    private static final long EXECUTE_DISABLE = 1L << 63;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** Entries that lead to a table grant everything; the last entry decides. */
    private static final long TABLE = PRESENT | WRITABLE | USER | ACCESSED;

    private final SparseBytes bytes;
    private final PagingMode mode;
    private final LongSupplier newTable;
    private final long root;

    /**
     * Starts with an empty root table.
     *
     * @param newTable gives the GPA of a zeroed page for a table
     */
    PageTables(SparseBytes bytes, PagingMode mode, LongSupplier newTable) {
        this.bytes = bytes;
        this.mode = mode;
        this.newTable = newTable;
        this.root = newTable.getAsLong();
    }

    long root() {
        return root;
    }

    /** Returns the lowest bit of an address that an entry of a level translates. */
    static int shift(int level) {
        return 12 + 9 * (level - 1);
    }

    void map(long gva, long gpa, PageSize size, Set<PageRight> rights) {
        if (!mode.isCanonical(gva) || ((gva | gpa) & (size.bytes() - 1)) != 0) {
            throw new IllegalArgumentException(
                    "gva = 0x%x, gpa = 0x%x, size = %s, mode = %s".formatted(gva, gpa, size, mode));
        }
        long entry = gpa | PRESENT | ACCESSED;
        entry |= rights.contains(PageRight.WRITE) ? WRITABLE : 0;
        entry |= rights.contains(PageRight.USER) ? USER : 0;
        entry |= rights.contains(PageRight.EXECUTE) ? 0 : EXECUTE_DISABLE;
        entry |= size == PageSize.SIZE_4K ? 0 : LARGE;
        setEntry(entryGpa(gva, size.level()), entry);
    }

    /** Returns where the entry of a level for an address is; makes the tables that lead there. */
    long entryGpa(long gva, int level) {
        long table = root;
        for (int above = mode.levels(); above > level; above--) {
            long at = table + index(gva, above) * Long.BYTES;
            long entry = entry(at);
            if ((entry & PRESENT) == 0) {
                entry = newTable.getAsLong() | TABLE;
                setEntry(at, entry);
            } else if ((entry & LARGE) != 0) {
                throw new IllegalArgumentException(
                        "gva = 0x%x: a level-%d page is there already".formatted(gva, above));
            }
            table = entry & ADDRESS;
        }
        return table + index(gva, level) * Long.BYTES;
    }

    /** Translates an address that was mapped here; -1 if it was not. */
    long gpaOf(long gva) {
        long table = root;
        for (int level = mode.levels(); level >= 1; level--) {
            long entry = entry(table + index(gva, level) * Long.BYTES);
            if ((entry & PRESENT) == 0) {
                return -1;
            }
            if (level == 1 || (entry & LARGE) != 0) {
                long inPage = gva & ((1L << shift(level)) - 1);
                return (entry & ADDRESS & -(1L << shift(level))) | inPage;
            }
            table = entry & ADDRESS;
        }
        throw new AssertionError("level 1 always returns");
    }

    void setEntry(long gpa, long entry) {
        byte[] raw = ByteBuffer.allocate(Long.BYTES).order(LITTLE_ENDIAN).putLong(entry).array();
        bytes.write(gpa, raw);
    }

    private long entry(long gpa) {
        MemorySegment cell = MemorySegment.ofArray(new byte[Long.BYTES]);
        bytes.read(gpa, cell);
        return cell.get(ENTRY, 0);
    }

    private static long index(long gva, int level) {
        return (gva >>> shift(level)) & 0x1FF;
    }
}
