package dev.yagura.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A guest that runs: its bytes may be changed by a test, and every request to it is counted. */
public final class FakeLiveMemory implements PhysicalMemory {
    private final SegmentMemory memory;
    private final int fetchBytes;

    /** Calls of {@link #read} and {@link #readBatch}: what would be round trips. */
    public final AtomicInteger roundTrips = new AtomicInteger();

    /** All reads that arrived, in order. */
    public final List<GpaRange> requests = new ArrayList<>();

    /** Offers the given extents as a live guest. */
    public FakeLiveMemory(int fetchBytes, Extent... extents) {
        this.memory = new SegmentMemory(List.of(extents), true);
        this.fetchBytes = fetchBytes;
    }

    /** Offers {@code ram} from address 0 on. */
    public static FakeLiveMemory of(byte[] ram) {
        return new FakeLiveMemory(4096, new Extent(0, MemorySegment.ofArray(ram)));
    }

    @Override
    public List<GpaRange> ranges() {
        return memory.ranges();
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public int fetchBytes() {
        return fetchBytes;
    }

    @Override
    public synchronized void read(long gpa, MemorySegment destination) throws IOException {
        roundTrips.incrementAndGet();
        requests.add(new GpaRange(gpa, gpa + destination.byteSize()));
        memory.read(gpa, destination);
    }

    @Override
    public synchronized List<Read> readBatch(List<Read> reads) throws IOException {
        roundTrips.incrementAndGet();
        for (Read read : reads) {
            requests.add(new GpaRange(read.gpa(), read.gpa() + read.destination().byteSize()));
        }
        return memory.readBatch(reads);
    }

    @Override
    public void close() {}
}
