package dev.yagura.storage.io;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recently read chunks of a device, for structures that lie near each other. Of bounded size, and
 * safe for concurrent use.
 */
public final class ChunkCache {
    private static final int CHUNK_BYTES = 1 << 15;
    private static final int MAX_CHUNKS = 256; // 8 MiB

    private final BlockDevice device;
    private final Map<Long, MemorySegment> chunks =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, MemorySegment> eldest) {
                    return size() > MAX_CHUNKS;
                }
            };

    /** Makes an empty cache of {@code device}. */
    public ChunkCache(BlockDevice device) {
        this.device = device;
    }

    /** Returns what is cached. */
    public BlockDevice device() {
        return device;
    }

    /**
     * Returns the bytes from {@code offset}; the caller must not write to them.
     *
     * @param offset at least 0
     * @param length at least 1
     * @throws MalformedStructureException if they do not all lie on the device
     * @throws IOException if the device fails
     */
    public MemorySegment read(long offset, int length) throws IOException {
        if (offset < 0 || offset > device.sizeBytes() - length) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    "device",
                    "end",
                    offset,
                    "is at byte %d, expected at least %d more"
                            .formatted(device.sizeBytes(), length));
        }
        long first = offset / CHUNK_BYTES;
        int within = (int) (offset % CHUNK_BYTES);
        if (within + length <= CHUNK_BYTES) {
            return chunk(first).asSlice(within, length);
        }
        MemorySegment joined = MemorySegment.ofArray(new byte[length]);
        device.read(offset, joined);
        return joined;
    }

    private MemorySegment chunk(long index) throws IOException {
        MemorySegment chunk = cached(index);
        if (chunk == null) {
            long start = index * CHUNK_BYTES;
            int length = (int) Math.min(CHUNK_BYTES, device.sizeBytes() - start);
            chunk = MemorySegment.ofArray(new byte[length]);
            device.read(start, chunk);
            synchronized (chunks) {
                chunks.put(index, chunk);
            }
        }
        return chunk;
    }

    private @Nullable MemorySegment cached(long index) {
        synchronized (chunks) {
            return chunks.get(index);
        }
    }
}
