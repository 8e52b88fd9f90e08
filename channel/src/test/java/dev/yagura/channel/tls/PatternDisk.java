package dev.yagura.channel.tls;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A disk whose bytes are those of a {@link PatternMemory} at the same places. */
public final class PatternDisk implements BlockDevice {
    /** Its size: no multiple of anything but a sector. */
    public static final long SIZE = (5L << 20) + 512;

    private final Runnable onClose;
    private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

    /** Makes a disk that says when it is closed. */
    public PatternDisk(Runnable onClose) {
        this.onClose = onClose;
    }

    /** Makes all reads of a page fail from now on. */
    public void breakPage(long offset) {
        unreadable.add(offset >>> 12);
    }

    @Override
    public long sizeBytes() {
        return SIZE;
    }

    @Override
    public int sectorBytes() {
        return 512;
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        int length = (int) destination.byteSize();
        DeviceReads.requireInside("pattern", SIZE, offset, length);
        for (long page = offset >>> 12; page <= (offset + length - 1) >>> 12; page++) {
            if (unreadable.contains(page)) {
                throw new IOException("page 0x%x cannot be read".formatted(page << 12));
            }
        }
        destination.copyFrom(MemorySegment.ofArray(PatternMemory.expected(offset, length)));
    }

    @Override
    public void close() {
        onClose.run();
    }
}
