package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.MemoryHoleException;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * A guest's virtual memory: one root of page tables, and the physical memory under it.
 *
 * <p>Translations are remembered per page for the life of this object, so it belongs to one look at
 * the guest. Addresses are guest-virtual (GVA), unsigned. Safe for concurrent use.
 */
public final class AddressSpace {
    /**
     * Page tables that {@link #forEachMapping(long, long, MappingVisitor)} reads at most: 1 GiB of
     * them, which is what half a terabyte mapped in 4 KiB pages needs.
     */
    public static final long DEFAULT_MAX_TABLES = 1L << 18;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final long PAGE_BYTES = 4096;

    private final PageWalker walker;
    private final PhysicalMemory memory;
    private final PageCache pages = new PageCache();

    /**
     * Opens the address space that starts at one root table.
     *
     * @param memory the guest's physical memory, best a {@link dev.yagura.memory.Look}
     * @param dtb guest-physical address of the topmost table; low 12 bits are ignored (PCID)
     * @param mode number of levels
     */
    public AddressSpace(PhysicalMemory memory, long dtb, PagingMode mode) {
        this.memory = memory;
        this.walker = new PageWalker(memory, dtb, mode);
    }

    /** Returns the same memory seen through another root table, such as a task's. */
    public AddressSpace withRoot(long dtb) {
        return new AddressSpace(memory, dtb, walker.mode());
    }

    /** Returns the guest-physical address of the topmost table. */
    public long dtb() {
        return walker.dtb();
    }

    /** Returns the number of levels. */
    public PagingMode mode() {
        return walker.mode();
    }

    /** Returns the physical memory under this address space. */
    public PhysicalMemory physical() {
        return memory;
    }

    /**
     * Walks the tables for one address.
     *
     * @throws IOException if the memory source fails; a missing page is a value, not an exception
     */
    public Translation translate(long gva) throws IOException {
        return walker.walk(gva);
    }

    /**
     * Copies {@code destination.byteSize()} bytes from {@code gva} on; all or nothing.
     *
     * @throws PageNotPresentException if any page of the range is missing or mapped to no RAM; it
     *     names the first one
     * @throws IOException if the memory source fails
     */
    public void read(long gva, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long at = gva + done;
            long offset = at & (PAGE_BYTES - 1);
            long count = Math.min(PAGE_BYTES - offset, destination.byteSize() - done);
            PageCache.Page page = page(at);
            if (page.bytes() != null) {
                MemorySegment.copy(page.bytes(), offset, destination, done, count);
            } else {
                readThrough(at, page.gpa() + offset, destination.asSlice(done, count));
            }
            done += count;
        }
    }

    /** Reads {@code lengthBytes} bytes into a new array; as {@link #read(long, MemorySegment)}. */
    public byte[] bytes(long gva, int lengthBytes) throws IOException {
        byte[] copy = new byte[lengthBytes];
        read(gva, MemorySegment.ofArray(copy));
        return copy;
    }

    /** Reads an unsigned byte; as {@link #read(long, MemorySegment)}. */
    public int u8(long gva) throws IOException {
        PageCache.Page page = page(gva);
        byte value =
                page.bytes() != null
                        ? page.bytes().get(JAVA_BYTE, gva & (PAGE_BYTES - 1))
                        : bytes(gva, 1)[0];
        return Byte.toUnsignedInt(value);
    }

    /** Reads a little-endian unsigned 16-bit value; as {@link #read(long, MemorySegment)}. */
    public int u16(long gva) throws IOException {
        long offset = gva & (PAGE_BYTES - 1);
        PageCache.Page page = page(gva);
        short value =
                page.bytes() != null && offset <= PAGE_BYTES - 2
                        ? page.bytes().get(U16, offset)
                        : MemorySegment.ofArray(bytes(gva, 2)).get(U16, 0);
        return Short.toUnsignedInt(value);
    }

    /** Reads a little-endian unsigned 32-bit value; as {@link #read(long, MemorySegment)}. */
    public long u32(long gva) throws IOException {
        long offset = gva & (PAGE_BYTES - 1);
        PageCache.Page page = page(gva);
        int value =
                page.bytes() != null && offset <= PAGE_BYTES - 4
                        ? page.bytes().get(U32, offset)
                        : MemorySegment.ofArray(bytes(gva, 4)).get(U32, 0);
        return Integer.toUnsignedLong(value);
    }

    /** Reads a little-endian 64-bit value; as {@link #read(long, MemorySegment)}. */
    public long u64(long gva) throws IOException {
        long offset = gva & (PAGE_BYTES - 1);
        PageCache.Page page = page(gva);
        return page.bytes() != null && offset <= PAGE_BYTES - 8
                ? page.bytes().get(U64, offset)
                : MemorySegment.ofArray(bytes(gva, 8)).get(U64, 0);
    }

    /**
     * Reads a NUL-terminated string, malformed UTF-8 replaced.
     *
     * @param maxBytes bytes to look at, at most; a longer string is cut there
     * @throws PageNotPresentException if a page is missing before the NUL
     */
    public String cString(long gva, int maxBytes) throws IOException {
        byte[] text = new byte[maxBytes];
        int length = 0;
        while (length < maxBytes) {
            long at = gva + length;
            int count =
                    (int) Math.min(PAGE_BYTES - (at & (PAGE_BYTES - 1)), (long) maxBytes - length);
            read(at, MemorySegment.ofArray(text).asSlice(length, count));
            for (int end = length + count; length < end; length++) {
                if (text[length] == 0) {
                    return new String(text, 0, length, StandardCharsets.UTF_8);
                }
            }
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Returns the guest-physical address of one byte.
     *
     * @throws PageNotPresentException if its page is missing
     * @throws IOException if the memory source fails
     */
    public long gpaOf(long gva) throws IOException {
        return page(gva).gpa() + (gva & (PAGE_BYTES - 1));
    }

    /**
     * Fetches the pages behind many addresses, and the tables that lead there, in a few batches:
     * one for each level and one for the pages. Worth its while before a walk over objects whose
     * addresses are known; does nothing where memory is mapped into this process.
     *
     * @param gvas wanted addresses, in any order; those without a page are passed over
     * @throws IOException if the memory source fails
     */
    public void prefetch(Collection<Long> gvas) throws IOException {
        if (!memory.isMapped()) {
            new Prefetch(memory, walker.dtb(), walker.mode()).run(gvas);
        }
    }

    /**
     * Goes through the pages that are mapped in {@code [firstGva, lastGva]}, in ascending order,
     * with at most {@link #DEFAULT_MAX_TABLES} tables read; as {@link #forEachMapping(long, long,
     * long, MappingVisitor)}.
     */
    public MappingSweep forEachMapping(long firstGva, long lastGva, MappingVisitor visitor)
            throws IOException {
        return forEachMapping(firstGva, lastGva, DEFAULT_MAX_TABLES, visitor);
    }

    /**
     * Goes through the pages that are mapped in {@code [firstGva, lastGva]}, in ascending order.
     *
     * <p>A page that lies in the range only in part is given whole. Tables that point at themselves
     * or at each other are gone through like any others, up to the limit.
     *
     * @param firstGva first address of the range, unsigned
     * @param lastGva last address of the range, included, unsigned; at least {@code firstGva}
     * @param maxTables tables to read at most, at least 1; each has up to 512 entries
     * @param visitor receives each mapping, and may stop
     * @return how it went; see {@link MappingSweep#complete()}
     * @throws IOException if the memory source fails or the visitor throws
     */
    public MappingSweep forEachMapping(
            long firstGva, long lastGva, long maxTables, MappingVisitor visitor)
            throws IOException {
        if (Long.compareUnsigned(firstGva, lastGva) > 0 || maxTables < 1) {
            throw new IllegalArgumentException(
                    "firstGva = 0x%x, lastGva = 0x%x, maxTables = %d"
                            .formatted(firstGva, lastGva, maxTables));
        }
        return new MappingEnumerator(memory, firstGva, lastGva, maxTables, visitor)
                .run(walker.dtb(), walker.mode());
    }

    private PageCache.Page page(long gva) throws IOException {
        long pageGva = gva & -PAGE_BYTES;
        PageCache.Page known = pages.get(pageGva);
        return known != null ? known : find(gva, pageGva);
    }

    private PageCache.Page find(long gva, long pageGva) throws IOException {
        Translation found = walker.walk(pageGva);
        if (!(found instanceof Translation.Mapped mapped)) {
            throw new PageNotPresentException(gva, found);
        }
        PageCache.Page page =
                new PageCache.Page(pageGva, mapped.gpa(), memory.page(mapped.gpa()).orElse(null));
        pages.put(page);
        return page;
    }

    /**
     * Reads where the page is not to hand: it is partly a hole, or memory is live and unlooked-at.
     */
    private void readThrough(long gva, long gpa, MemorySegment destination) throws IOException {
        try {
            memory.read(gpa, destination);
        } catch (MemoryHoleException e) {
            long missing = gva + (e.gpa() - gpa);
            throw new PageNotPresentException(missing, walker.walk(missing));
        }
    }
}
