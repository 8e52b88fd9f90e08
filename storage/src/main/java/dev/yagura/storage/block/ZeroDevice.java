package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A device on which nothing was ever written. */
public final class ZeroDevice implements BlockDevice {
    private static final int SECTOR_BYTES = 512;

    private final long sizeBytes;

    /** Makes a device of {@code sizeBytes} zeros, which take no memory. */
    public ZeroDevice(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
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
        DeviceReads.requireInside("zeros", sizeBytes, offset, destination.byteSize());
        destination.fill((byte) 0);
    }

    @Override
    public void close() {}
}
