package dev.yagura.it.hostile;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

/**
 * A guest's memory whose reads are counted. It gives no pages to keep, so that a reader that goes
 * in circles cannot do so unseen.
 */
final class CountedMemory implements PhysicalMemory {
    private static final int PAGE_BYTES = 4096;

    private final PhysicalMemory below;
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
