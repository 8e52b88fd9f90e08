package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A run of another device's bytes: a partition, or what follows a header. */
public final class RangeDevice implements BlockDevice {
    private final String name;
    private final BlockDevice below;
    private final long start;
    private final long sizeBytes;

    /**
     * Cuts a range out of {@code below}.
     *
     * @param name how messages call it
     * @param start first byte of the range in {@code below}
     * @param sizeBytes length of the range
     * @throws dev.yagura.bytes.MalformedStructureException if the range leaves {@code below}
     */
    public RangeDevice(String name, BlockDevice below, long start, long sizeBytes)
            throws IOException {
        DeviceReads.requireInside(name, below.sizeBytes(), start, sizeBytes);
        this.name = name;
        this.below = below;
        this.start = start;
        this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int sectorBytes() {
        return below.sectorBytes();
    }

    @Override
    public boolean isLive() {
        return below.isLive();
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        DeviceReads.requireInside(name, sizeBytes, offset, destination.byteSize());
        below.read(start + offset, destination);
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        List<Read> moved = new ArrayList<>(reads.size());
        for (Read read : reads) {
            DeviceReads.requireInside(
                    name, sizeBytes, read.offset(), read.destination().byteSize());
            moved.add(new Read(start + read.offset(), read.destination()));
        }
        below.readBatch(moved);
    }

    @Override
    public void close() throws IOException {
        below.close();
    }
}
