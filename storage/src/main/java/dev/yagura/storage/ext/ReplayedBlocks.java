package dev.yagura.storage.ext;

import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of which the journal has a newer copy. What is kept is where in the journal the copy is,
 * not the copy, so this stays small; on a device that changes, the copies are kept, as the guest
 * will soon write over them.
 */
final class ReplayedBlocks {
    /** What a journalled block starts with instead, where its own data look like the journal's. */
    private static final int JBD2_MAGIC = 0xC03B3998;

    private static final ValueLayout.OfInt U32_BE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /**
     * Where a copy is.
     *
     * @param block of the volume that holds the copy
     * @param escaped whether its first four bytes are to be put back
     * @param bytes the copy itself, of a device that changes
     */
    record Copy(long block, boolean escaped, @Nullable MemorySegment bytes) {}

    private final ChunkCache device;
    private final int blockBytes;
    private final Map<Long, Copy> copies = new HashMap<>();

    ReplayedBlocks(ChunkCache device, int blockBytes) {
        this.device = device;
        this.blockBytes = blockBytes;
    }

    void put(long block, Copy copy) {
        copies.put(block, copy);
    }

    boolean isEmpty() {
        return copies.isEmpty();
    }

    int size() {
        return copies.size();
    }

    boolean contains(long block) {
        return copies.containsKey(block);
    }

    /** Returns the newer copy of a block, if there is one. */
    @Nullable MemorySegment find(long block) throws IOException {
        Copy copy = copies.get(block);
        if (copy == null) {
            return null;
        }
        MemorySegment bytes = copy.bytes();
        if (bytes == null) {
            bytes = device.read(copy.block() * blockBytes, blockBytes);
        }
        return copy.escaped() ? unescaped(bytes) : bytes;
    }

    private static MemorySegment unescaped(MemorySegment bytes) {
        MemorySegment copy = MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE));
        copy.set(U32_BE, 0, JBD2_MAGIC);
        return copy;
    }
}
