package dev.yagura.kernel.linux.code.sites;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.memory.paging.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Reads ranges of a guest's memory in large steps, and goes on behind a page that is missing. */
public final class RangeReader {
    private static final int PAGE_BYTES = 4096;
    private static final int BATCH_BYTES = 2 << 20;

    private RangeReader() {}

    /** Is told what could not be read. */
    @FunctionalInterface
    public interface Gap {
        /**
         * A part of a page is missing.
         *
         * @param offset of its first byte in the range
         */
        void missing(int offset, int lengthBytes, IOException why);
    }

    /**
     * Reads a range.
     *
     * @param bytes receives it; bytes that are missing are left as they are
     * @throws IOException if the memory source fails
     */
    public static void read(AddressSpace memory, long gva, byte[] bytes, Gap gap)
            throws IOException {
        MemorySegment all = MemorySegment.ofArray(bytes);
        for (int at = 0; at < bytes.length; at += BATCH_BYTES) {
            int end = (int) Math.min(bytes.length, (long) at + BATCH_BYTES);
            List<Long> pages = new ArrayList<>();
            for (int page = at; page < end; page += PAGE_BYTES) {
                pages.add(gva + page);
            }
            memory.prefetch(pages);
            for (int page = at; page < end; ) {
                long from = gva + page;
                int piece = (int) Math.min(PAGE_BYTES - (from & (PAGE_BYTES - 1)), end - page);
                try {
                    memory.read(from, all.asSlice(page, piece));
                } catch (IOException e) {
                    if (!GuestFaults.isGuestFault(e)) {
                        throw e;
                    }
                    gap.missing(page, piece, e);
                }
                page += piece;
            }
        }
    }
}
