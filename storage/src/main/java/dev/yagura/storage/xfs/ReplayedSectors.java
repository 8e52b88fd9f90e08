package dev.yagura.storage.xfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** Sectors of the volume that the log has changed, as they are afterwards. */
final class ReplayedSectors {
    static final int SECTOR = 512;

    /** So many are kept: 512 MiB, a quarter of the longest log. */
    private static final int MAX_SECTORS = 1 << 20;

    private final ChunkCache device;
    private final Map<Long, MemorySegment> sectors = new HashMap<>();

    /** Makes an empty set of changes of {@code device}. */
    ReplayedSectors(ChunkCache device) {
        this.device = device;
    }

    /** Changes bytes of the volume. */
    void write(long offset, MemorySegment bytes) throws IOException {
        long end = offset + bytes.byteSize();
        for (long sector = offset / SECTOR; sector * SECTOR < end; sector++) {
            long from = Math.max(offset, sector * SECTOR);
            long to = Math.min(end, (sector + 1) * SECTOR);
            MemorySegment.copy(
                    bytes, from - offset, writable(sector), from - sector * SECTOR, to - from);
        }
    }

    void clear() {
        sectors.clear();
    }

    int size() {
        return sectors.size();
    }

    /** Returns whether some of these bytes were changed. */
    boolean touches(long offset, long length) {
        if (sectors.isEmpty()) {
            return false;
        }
        for (long sector = offset / SECTOR; sector * SECTOR < offset + length; sector++) {
            if (sectors.containsKey(sector)) {
                return true;
            }
        }
        return false;
    }

    /** Returns {@code bytes}, or a copy of them with what was changed. */
    MemorySegment patched(long offset, MemorySegment bytes) {
        if (!touches(offset, bytes.byteSize())) {
            return bytes;
        }
        MemorySegment copy = MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
        patch(offset, copy);
        return copy;
    }

    /** Writes what was changed over the bytes of the volume that start at {@code offset}. */
    void patch(long offset, MemorySegment bytes) {
        if (sectors.isEmpty()) {
            return;
        }
        long end = offset + bytes.byteSize();
        for (long sector = offset / SECTOR; sector * SECTOR < end; sector++) {
            MemorySegment changed = sectors.get(sector);
            if (changed != null) {
                long from = Math.max(offset, sector * SECTOR);
                long to = Math.min(end, (sector + 1) * SECTOR);
                MemorySegment.copy(
                        changed, from - sector * SECTOR, bytes, from - offset, to - from);
            }
        }
    }

    private MemorySegment writable(long sector) throws IOException {
        MemorySegment known = sectors.get(sector);
        if (known == null) {
            if (sectors.size() >= MAX_SECTORS) {
                throw new MalformedStructureException(
                        Reason.UNSUPPORTED,
                        "log",
                        "changes",
                        0,
                        "are of more than %d sectors".formatted(MAX_SECTORS));
            }
            MemorySegment stored = device.read(sector * SECTOR, SECTOR);
            known = MemorySegment.ofArray(stored.toArray(ValueLayout.JAVA_BYTE));
            sectors.put(sector, known);
        }
        return known;
    }
}
