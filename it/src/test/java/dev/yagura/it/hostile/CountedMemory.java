package dev.yagura.it.hostile;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A guest's memory in which pages can be changed and reads are counted. It gives no pages to keep,
 * so that a reader that goes in circles cannot do so unseen.
 */
final class CountedMemory implements PhysicalMemory {
    private static final int PAGE_BYTES = 4096;

    private final PhysicalMemory below;
    private final Map<Long, byte[]> changed = new HashMap<>();
    private final BitSet pagesRead = new BitSet();
    private long reads;
    private long limit = Long.MAX_VALUE;

    CountedMemory(PhysicalMemory below) {
        this.below = below;
    }

    /** Starts to count from 0; the read after {@code newLimit} others fails. */
    void count(long newLimit) {
        reads = 0;
        limit = newLimit;
        pagesRead.clear();
    }

    /** Returns the reads since the count began. */
    long reads() {
        return reads;
    }

    /** Returns the numbers of the pages read since the count began, but for those of sweeps. */
    List<Integer> pagesRead() {
        return pagesRead.stream().boxed().toList();
    }

    /** Changes a byte. */
    void put(long gpa, byte value) throws IOException {
        long page = gpa & -PAGE_BYTES;
        byte[] content = changed.get(page);
        if (content == null) {
            content = new byte[PAGE_BYTES];
            below.read(page, MemorySegment.ofArray(content));
            changed.put(page, content);
        }
        content[(int) (gpa - page)] = value;
    }

    /** Takes all changes back. */
    void undo() {
        changed.clear();
    }

    @Override
    public List<GpaRange> ranges() {
        return below.ranges();
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void read(long gpa, MemorySegment destination) throws IOException {
        sweep(gpa, destination);
        long last = gpa + destination.byteSize() - 1;
        pagesRead.set((int) (gpa / PAGE_BYTES), (int) (last / PAGE_BYTES) + 1);
    }

    @Override
    public void sweep(long gpa, MemorySegment destination) throws IOException {
        if (++reads > limit) {
            throw new TooManyReads(limit);
        }
        below.read(gpa, destination);
        if (changed.isEmpty()) {
            return;
        }
        long end = gpa + destination.byteSize();
        for (long page = gpa & -PAGE_BYTES; page < end; page += PAGE_BYTES) {
            byte[] content = changed.get(page);
            if (content != null) {
                long from = Math.max(page, gpa);
                long to = Math.min(page + PAGE_BYTES, end);
                MemorySegment.copy(
                        MemorySegment.ofArray(content),
                        from - page,
                        destination,
                        from - gpa,
                        to - from);
            }
        }
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    /** Says that a reader did not end. */
    static final class TooManyReads extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyReads(long limit) {
            super("more than %d reads of guest memory".formatted(limit));
        }
    }
}
