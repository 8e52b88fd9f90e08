package dev.yagura.memory.paging;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A guest's virtual memory: one root of page tables, and the physical memory under it.
 *
 * <p>Translations are remembered per page for the life of this object, so it belongs to one look at
 * the guest. Safe for concurrent use.
 */
public final class AddressSpace {
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final long PAGE_BYTES = 4096;

    /** Translations kept at most; a sweep over a large address space starts over when full. */
    private static final int MAX_REMEMBERED = 1 << 18;

    private final PageWalker walker;
    private final PhysicalMemory memory;
    private final Map<Long, Long> pages = new ConcurrentHashMap<>();

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
     * @throws PageNotPresentException if any page of the range is missing; it names the first one
     * @throws IOException if the memory source fails
     */
    public void read(long gva, MemorySegment destination) throws IOException {
        long done = 0;
        while (done < destination.byteSize()) {
            long at = gva + done;
            long count =
                    Math.min(PAGE_BYTES - (at & (PAGE_BYTES - 1)), destination.byteSize() - done);
            memory.read(gpaOf(at), destination.asSlice(done, count));
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
        return Byte.toUnsignedInt(bytes(gva, 1)[0]);
    }

    /** Reads a little-endian unsigned 32-bit value; as {@link #read(long, MemorySegment)}. */
    public long u32(long gva) throws IOException {
        return Integer.toUnsignedLong(MemorySegment.ofArray(bytes(gva, 4)).get(U32, 0));
    }

    /** Reads a little-endian 64-bit value; as {@link #read(long, MemorySegment)}. */
    public long u64(long gva) throws IOException {
        return MemorySegment.ofArray(bytes(gva, 8)).get(U64, 0);
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
            MemorySegment chunk = MemorySegment.ofArray(text).asSlice(length, count);
            read(at, chunk);
            for (int i = 0; i < count; i++) {
                if (chunk.get(JAVA_BYTE, i) == 0) {
                    return new String(text, 0, length + i, StandardCharsets.UTF_8);
                }
            }
            length += count;
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
        long page = gva & -PAGE_BYTES;
        Long known = pages.get(page);
        if (known != null) {
            return known + (gva - page);
        }
        Translation found = walker.walk(page);
        if (!(found instanceof Translation.Mapped mapped)) {
            throw new PageNotPresentException(gva, found);
        }
        if (pages.size() >= MAX_REMEMBERED) {
            pages.clear();
        }
        pages.put(page, mapped.gpa());
        return mapped.gpa() + (gva - page);
    }
}
