package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Another device, which somebody else closes: what several layers on one disk are built upon. */
public final class BorrowedDevice implements BlockDevice {
    private final BlockDevice owned;

    /** Lends {@code owned}, which must stay open for as long as the result is used. */
    public BorrowedDevice(BlockDevice owned) {
        this.owned = owned;
    }

    @Override
    public long sizeBytes() {
        return owned.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return owned.sectorBytes();
    }

    @Override
    public boolean isLive() {
        return owned.isLive();
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        owned.read(offset, destination);
    }

    @Override
    public void readBatch(List<Read> reads) throws IOException {
        owned.readBatch(reads);
    }

    /** Does nothing: the owner closes. */
    @Override
    public void close() {}
}
