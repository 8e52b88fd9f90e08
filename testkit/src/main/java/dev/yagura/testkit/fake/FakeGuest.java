package dev.yagura.testkit.fake;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.paging.AddressSpace;
import dev.yagura.memory.paging.PagingMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * A guest in memory: RAM with real page tables in it, to be filled with structures by a test.
 *
 * <p>RAM that was not written reads as zeros. Tables and pages made by {@link #map(long, long)} are
 * taken from the first range of RAM, from its start. Reads are safe for concurrent use, also with
 * writes; a read beside a write may see a part of it, as with a real guest.
 */
public final class FakeGuest implements PhysicalMemory {
    /** Rights of kernel data, which is what tests place most. */
    public static final Set<PageRight> KERNEL_DATA = Set.of(PageRight.WRITE);

    private final PagingMode mode;
    private final List<GpaRange> ranges;
    private final SparseBytes bytes = new SparseBytes();
    private final PageTables tables;
    private final LongAdder reads = new LongAdder();
    private long nextFreeGpa;
    private boolean live;
    private LongConsumer beforeRead = _ -> {};

    /**
     * Makes a guest with empty RAM and an empty root table.
     *
     * @param mode of the page tables
     * @param ranges the RAM: at least one, ascending, neither overlapping nor adjoining
     */
    public FakeGuest(PagingMode mode, GpaRange... ranges) {
        this.mode = mode;
        this.ranges = List.of(ranges);
        // Not from 0: an entry or a pointer that is 0 must not lead anywhere by chance.
        this.nextFreeGpa = ranges[0].start() + SparseBytes.PAGE_BYTES;
        this.tables = new PageTables(bytes, mode, () -> allocate(PageSize.SIZE_4K));
    }

    /** Makes a guest with 1 GiB of RAM from 0. */
    public static FakeGuest of(PagingMode mode) {
        return new FakeGuest(mode, new GpaRange(0, 1L << 30));
    }

    /** Returns the guest-physical address of the topmost table. */
    public long dtb() {
        return tables.root();
    }

    /** Returns the number of levels. */
    public PagingMode mode() {
        return mode;
    }

    /** Returns the guest's virtual memory as seen through {@code memory}'s own walker. */
    public AddressSpace addressSpace() {
        return new AddressSpace(this, dtb(), mode);
    }

    /** Takes a free page of RAM, aligned to its size, zeroed. Returns its GPA. */
    public synchronized long allocate(PageSize size) {
        long start = (nextFreeGpa + size.bytes() - 1) & -size.bytes();
        if (!ranges.getFirst().contains(start, size.bytes())) {
            throw new IllegalStateException("no %s left in %s".formatted(size, ranges.getFirst()));
        }
        nextFreeGpa = start + size.bytes();
        return start;
    }

    /**
     * Maps a range as kernel data, in new 4 KiB pages; pages of it that are mapped stay as they
     * are.
     *
     * @param gva first address
     * @param lengthBytes at least 1
     */
    public void map(long gva, long lengthBytes) {
        long last = gva + lengthBytes - 1;
        long page = gva & -SparseBytes.PAGE_BYTES;
        for (; Long.compareUnsigned(page, last) <= 0; page += SparseBytes.PAGE_BYTES) {
            if (tables.gpaOf(page) < 0) {
                map(page, allocate(PageSize.SIZE_4K), PageSize.SIZE_4K, KERNEL_DATA);
            }
        }
    }

    /**
     * Maps one page; a mapping that is there already is replaced.
     *
     * @param gva its virtual address, a multiple of its size
     * @param gpa its physical address, a multiple of its size; need not be RAM
     * @param rights what it allows
     */
    public void map(long gva, long gpa, PageSize size, Set<PageRight> rights) {
        Set<PageRight> copy = EnumSet.noneOf(PageRight.class);
        copy.addAll(rights);
        tables.map(gva, gpa, size, copy);
    }

    /** Removes the mapping of a page of that size: its entry becomes 0. */
    public void unmap(long gva, PageSize size) {
        setEntry(gva, size.level(), 0);
    }

    /**
     * Writes a raw table entry, sound or not; the tables that lead to it are made.
     *
     * @param level 1 for a page-table entry, up to the mode's number of levels for the root's
     * @param entry its 64 bits
     */
    public void setEntry(long gva, int level, long entry) {
        tables.setEntry(tables.entryGpa(gva, level), entry);
    }

    /**
     * Returns where the entry of a level for an address is; the tables that lead to it are made.
     */
    public long entryGpa(long gva, int level) {
        return tables.entryGpa(gva, level);
    }

    /** Returns the physical address of a mapped virtual one, by this class's own tables. */
    public long gpaOf(long gva) {
        long gpa = tables.gpaOf(gva);
        if (gpa < 0) {
            throw new IllegalArgumentException("gva = 0x%x is not mapped".formatted(gva));
        }
        return gpa;
    }

    /** Writes bytes at a virtual address; pages not mapped yet are mapped as kernel data. */
    public FakeGuest put(long gva, byte[] content) {
        if (content.length == 0) {
            return this;
        }
        map(gva, content.length);
        for (int done = 0; done < content.length; ) {
            long at = gva + done;
            int count =
                    (int) Math.min(-(at | -SparseBytes.PAGE_BYTES), (long) content.length - done);
            byte[] part = new byte[count];
            System.arraycopy(content, done, part, 0, count);
            putPhysical(gpaOf(at), part);
            done += count;
        }
        return this;
    }

    /** Writes an 8-bit value at a virtual address; as {@link #put}. */
    public FakeGuest putU8(long gva, int value) {
        return put(gva, new byte[] {(byte) value});
    }

    /** Writes a little-endian 16-bit value at a virtual address; as {@link #put}. */
    public FakeGuest putU16(long gva, int value) {
        return put(gva, buffer(Short.BYTES).putShort((short) value).array());
    }

    /** Writes a little-endian 32-bit value at a virtual address; as {@link #put}. */
    public FakeGuest putU32(long gva, long value) {
        return put(gva, buffer(Integer.BYTES).putInt((int) value).array());
    }

    /** Writes a little-endian 64-bit value or pointer at a virtual address; as {@link #put}. */
    public FakeGuest putU64(long gva, long value) {
        return put(gva, buffer(Long.BYTES).putLong(value).array());
    }

    /** Writes a text and a closing NUL at a virtual address; as {@link #put}. */
    public FakeGuest putString(long gva, String text) {
        return put(gva, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Links {@code list_head} nodes to a circular list: {@code next} at 0, {@code prev} at 8.
     *
     * @param gvas the head and then the nodes in order; a head alone is an empty list
     */
    public FakeGuest putList(long... gvas) {
        for (int i = 0; i < gvas.length; i++) {
            putU64(gvas[i], gvas[(i + 1) % gvas.length]);
            putU64(gvas[i] + Long.BYTES, gvas[(i + gvas.length - 1) % gvas.length]);
        }
        return this;
    }

    /** Writes bytes at a physical address, which need not be RAM. */
    public FakeGuest putPhysical(long gpa, byte[] content) {
        bytes.write(gpa, content);
        return this;
    }

    /**
     * Sets whether readers are told that the guest may change between reads; at first it may not.
     */
    public FakeGuest setLive(boolean newLive) {
        live = newLive;
        return this;
    }

    /**
     * Sets something to do before each read, such as changing memory under a reader's hands.
     *
     * @param action is given the GPA that is about to be read
     */
    public FakeGuest setBeforeRead(LongConsumer action) {
        beforeRead = action;
        return this;
    }

    /** Returns how many reads there were so far. */
    public long reads() {
        return reads.sum();
    }

    @Override
    public List<GpaRange> ranges() {
        return ranges;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        reads.increment();
        beforeRead.accept(gpa);
        long end = gpa;
        for (GpaRange range : ranges) {
            if (range.contains(end, 1)) {
                end = range.end();
            }
        }
        if (end - gpa < destination.byteSize()) {
            throw new MemoryHoleException(end);
        }
        bytes.read(gpa, destination);
    }

    /** Does nothing; the guest stays usable. */
    @Override
    public void close() {}

    private static ByteBuffer buffer(int lengthBytes) {
        return ByteBuffer.allocate(lengthBytes).order(LITTLE_ENDIAN);
    }
}
