package dev.yagura.kernel.linux.mm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import java.io.IOException;

/**
 * Tells which page of memory a {@code struct page} stands for: they lie in one array, {@code
 * vmemmap}, in the order of the pages; {@code arch/x86/include/asm/pgtable_64.h}.
 */
public final class PageFrames {
    private static final int PAGE_BITS = 12;

    /** No x86-64 processor has wider physical addresses; {@code MAX_PHYSMEM_BITS}. */
    private static final int ADDRESS_BITS = 52;

    private final long arrayGva;
    private final long pageBytes;

    private PageFrames(long arrayGva, long pageBytes) {
        this.arrayGva = arrayGva;
        this.pageBytes = pageBytes;
    }

    /**
     * Finds the array.
     *
     * @throws IOException if this kernel does not say where it is
     */
    public static PageFrames of(Linux linux) throws IOException {
        long base = Symbols.require(linux.kernel(), "vmemmap_base");
        long size = linux.views().sizeOf("page");
        if (size < Long.BYTES || size % Long.BYTES != 0) {
            throw malformed("size", "is %d, expected a multiple of 8".formatted(size));
        }
        return new PageFrames(linux.kernel().memory().u64(base), size);
    }

    /**
     * Returns where the structure of a page is, if the kernel has that page.
     *
     * @param gpa guest-physical address of any byte of the page
     */
    public long structOf(long gpa) {
        return arrayGva + (gpa >>> PAGE_BITS) * pageBytes;
    }

    /** Returns the size of {@code struct page} in bytes, a multiple of 8. */
    public long structBytes() {
        return pageBytes;
    }

    /**
     * Returns the guest-physical address of a page.
     *
     * @param pageGva address of its {@code struct page}, or of the {@code struct folio} it begins
     * @throws MalformedStructureException if no such structure can be there
     */
    public long gpaOf(long pageGva) throws MalformedStructureException {
        long distance = pageGva - arrayGva;
        if (Long.remainderUnsigned(distance, pageBytes) != 0
                || Long.divideUnsigned(distance, pageBytes) >>> (ADDRESS_BITS - PAGE_BITS) != 0) {
            throw malformed(
                    "address",
                    "is 0x%x, expected an element of vmemmap at 0x%x".formatted(pageGva, arrayGva));
        }
        return Long.divideUnsigned(distance, pageBytes) << PAGE_BITS;
    }

    private static MalformedStructureException malformed(String field, String found) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, "page", field, 0, found);
    }
}
