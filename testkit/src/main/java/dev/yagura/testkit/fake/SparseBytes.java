package dev.yagura.testkit.fake;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A large address space of which little is written; the rest reads as zeros. */
final class SparseBytes {
    static final int PAGE_BYTES = 4096;

    private final Map<Long, byte[]> pages = new ConcurrentHashMap<>();

    void write(long at, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            int inPage = inPage(at + done);
            int count = Math.min(PAGE_BYTES - inPage, bytes.length - done);
            byte[] page =
                    pages.computeIfAbsent((at + done) / PAGE_BYTES, _ -> new byte[PAGE_BYTES]);
            System.arraycopy(bytes, done, page, inPage, count);
            done += count;
        }
    }

    void read(long at, MemorySegment destination) {
        for (long done = 0; done < destination.byteSize(); ) {
            int inPage = inPage(at + done);
            long count = Math.min(PAGE_BYTES - inPage, destination.byteSize() - done);
            byte[] page = pages.get((at + done) / PAGE_BYTES);
            MemorySegment part = destination.asSlice(done, count);
            if (page == null) {
                part.fill((byte) 0);
            } else {
                part.copyFrom(MemorySegment.ofArray(page).asSlice(inPage, count));
            }
            done += count;
        }
    }

    private static int inPage(long at) {
        return (int) (at % PAGE_BYTES);
    }
}
