package dev.yagura.it.core;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A dump with some bytes changed; the dump itself stays as it is. Gives no pages to keep, so that
 * who reads it does so each time.
 */
public final class PatchedMemory implements PhysicalMemory {
    private static final int PAGE_BYTES = 4096;

    private final PhysicalMemory below;
    private final Map<Long, byte[]> changed = new ConcurrentHashMap<>();

    PatchedMemory(PhysicalMemory below) {
        this.below = below;
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
}
