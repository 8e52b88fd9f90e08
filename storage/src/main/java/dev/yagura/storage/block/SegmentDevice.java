package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A disk whose bytes are in this process already. */
public final class SegmentDevice implements BlockDevice {
    private static final int SECTOR_BYTES = 512;

    private final MemorySegment bytes;

    /** Makes a device of bytes that must outlive it; they are not copied. */
    public SegmentDevice(MemorySegment bytes) {
        this.bytes = bytes.asReadOnly();
    }

    @Override
    public long sizeBytes() {
        return bytes.byteSize();
    }

    @Override
    public int sectorBytes() {
        return SECTOR_BYTES;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        DeviceReads.requireInside("disk", sizeBytes(), offset, destination.byteSize());
        MemorySegment.copy(bytes, offset, destination, 0, destination.byteSize());
    }

    @Override
    public void close() {}
}
