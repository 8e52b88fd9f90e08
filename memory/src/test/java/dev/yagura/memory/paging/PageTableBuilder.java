package dev.yagura.memory.paging;

import dev.yagura.memory.Extent;
import dev.yagura.memory.SegmentMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Builds page tables in an array of RAM, from the tables of the Intel SDM (volume 3A, "Formats of
 * CR3 and Paging-Structure Entries with 4-Level Paging and 5-Level Paging") and not from the code
 * under test: bits are written out as the manual numbers them.
 */
public final class PageTableBuilder {
    /** Bit 0. */
    public static final long P = 1;

    /** Bit 1. */
    public static final long RW = 2;

    /** Bit 2. */
    public static final long US = 4;

    /** Bits 5 and 6, which a processor sets and a walk must ignore. */
    public static final long ACCESSED_DIRTY = 0x60;

    /** Bit 7 of an entry that could also point at a table. */
    public static final long PS = 0x80;

    /** Bit 63. */
    public static final long XD = 0x8000_0000_0000_0000L;

    private final byte[] ram;
    private final ByteBuffer words;
    private final int levels;
    private final long root;
    private long nextTable;

    /**
     * Starts with an empty root table.
     *
     * @param levels 4 or 5
     * @param firstTable where the root goes; further tables follow it
     * @param ramBytes size of RAM, which starts at address 0
     */
    public PageTableBuilder(int levels, long firstTable, int ramBytes) {
        this.levels = levels;
        this.ram = new byte[ramBytes];
        this.words = ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN);
        this.nextTable = firstTable;
        this.root = newTable();
    }

    /** Returns the address of the root table. */
    public long root() {
        return root;
    }

    /** Returns RAM itself; writing to it changes the guest. */
    public byte[] ram() {
        return ram;
    }

    /** Returns an empty table's address. */
    public long newTable() {
        long table = nextTable;
        nextTable += 0x1000;
        return table;
    }

    /** Writes a raw entry. */
    public void entry(long table, int index, long value) {
        words.putLong((int) table + 8 * index, value);
    }

    /** Reads a raw entry. */
    public long entry(long table, int index) {
        return words.getLong((int) table + 8 * index);
    }

    /** Maps one page of 4 KiB; tables on the way allow everything. */
    public PageTableBuilder map4k(long gva, long gpa, long flags) {
        long table = tableFor(gva, 1);
        entry(table, (int) (gva >>> 12) & 511, gpa | flags);
        return this;
    }

    /** Maps one page of 2 MiB. */
    public PageTableBuilder map2m(long gva, long gpa, long flags) {
        long table = tableFor(gva, 2);
        entry(table, (int) (gva >>> 21) & 511, gpa | flags | PS);
        return this;
    }

    /** Maps one page of 1 GiB. */
    public PageTableBuilder map1g(long gva, long gpa, long flags) {
        long table = tableFor(gva, 3);
        entry(table, (int) (gva >>> 30) & 511, gpa | flags | PS);
        return this;
    }

    /** Returns the table of {@code level} (1 = page table) for a GVA; makes what is missing. */
    public long tableFor(long gva, int level) {
        long table = root;
        int[] shifts = {12, 21, 30, 39, 48};
        for (int above = levels; above > level; above--) {
            int index = (int) (gva >>> shifts[above - 1]) & 511;
            long next = entry(table, index);
            if (next == 0) {
                next = newTable() | P | RW | US | ACCESSED_DIRTY;
                entry(table, index, next);
            }
            table = next & 0xF_FFFF_FFFF_F000L;
        }
        return table;
    }

    /** Returns RAM as a dump. */
    public SegmentMemory memory() {
        return new SegmentMemory(List.of(new Extent(0, MemorySegment.ofArray(ram))), false);
    }

    /** Returns the address space over that dump. */
    public AddressSpace space() {
        return new AddressSpace(
                memory(), root, levels == 5 ? PagingMode.FIVE_LEVEL : PagingMode.FOUR_LEVEL);
    }
}
