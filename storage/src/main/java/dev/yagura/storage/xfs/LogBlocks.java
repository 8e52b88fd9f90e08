package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The blocks of the log, of 512 bytes whatever the volume's are. They are written round and round;
 * each starts with the number of the round, its cycle, or, at the start of a record, with the
 * record's magic and then the cycle.
 */
final class LogBlocks {
    static final int BLOCK = 512;
    static final long RECORD_MAGIC = 0xFEEDBABEL;

    private static final Field FIRST = new Field("cycle", 0, 4);
    private static final Field SECOND = new Field("h_cycle", 4, 4);

    private final ChunkCache device;
    private final long offset;
    private final long count;

    /**
     * Looks at a log.
     *
     * @param offset byte of the device where it starts
     * @param count how many blocks it has, at least 1
     */
    LogBlocks(ChunkCache device, long offset, long count) {
        this.device = device;
        this.offset = offset;
        this.count = count;
    }

    long count() {
        return count;
    }

    /** Returns the block that comes {@code distance} blocks after another; may be negative. */
    long after(long block, long distance) {
        return Math.floorMod(block + distance, count);
    }

    /** Returns a block. */
    Structure block(long block) throws IOException {
        return new Structure("log block " + block, device.read(offset + block * BLOCK, BLOCK));
    }

    /** Returns blocks that follow each other, at the end of the log by those at its start. */
    MemorySegment read(long first, int blocks) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(new byte[blocks * BLOCK]);
        long atEnd = Math.min(blocks, count - first);
        MemorySegment.copy(
                device.read(offset + first * BLOCK, (int) atEnd * BLOCK),
                0,
                bytes,
                0,
                atEnd * BLOCK);
        if (atEnd < blocks) {
            int rest = (int) (blocks - atEnd) * BLOCK;
            MemorySegment.copy(device.read(offset, rest), 0, bytes, atEnd * BLOCK, rest);
        }
        return bytes;
    }

    /** Returns whether a record starts with this block. */
    boolean isRecord(long block) throws IOException {
        return block(block).u32be(FIRST) == RECORD_MAGIC;
    }

    /** Returns the round in which a block was written, 0 for never. */
    long cycle(long block) throws IOException {
        Structure bytes = block(block);
        long first = bytes.u32be(FIRST);
        return first == RECORD_MAGIC ? bytes.u32be(SECOND) : first;
    }
}
