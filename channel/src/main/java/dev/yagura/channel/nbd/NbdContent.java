package dev.yagura.channel.nbd;

import static java.util.Objects.requireNonNull;

import dev.yagura.memory.GpaRange;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The bytes of an export, and which stretches of them are holes. */
public sealed interface NbdContent {
    /** Returns the size, in bytes. */
    long sizeBytes();

    /**
     * Returns the extent that holds {@code offset}, cut at {@code limit}.
     *
     * @param offset below {@code limit}
     * @param limit at most {@link #sizeBytes()}
     */
    Extent extentAt(long offset, long limit);

    /**
     * Copies bytes.
     *
     * @param offset first byte; the read lies in one extent that is not a hole
     * @throws IOException if what is below fails; the message goes to the client
     */
    void read(long offset, MemorySegment destination) throws IOException;

    /**
     * A guest's memory: byte n is guest-physical address n. What lies in no range is a hole.
     *
     * @param memory what is exported; not closed by this
     */
    record Memory(PhysicalMemory memory) implements NbdContent {
        /** Requires the memory. */
        public Memory {
            requireNonNull(memory, "memory");
        }

        @Override
        public long sizeBytes() {
            return memory.end();
        }

        @Override
        public Extent extentAt(long offset, long limit) {
            List<GpaRange> ranges = memory.ranges();
            int index = Holes.indexOf(ranges, offset);
            if (index == ranges.size()) {
                return new Extent(limit, true);
            }
            GpaRange range = ranges.get(index);
            return range.start() <= offset
                    ? new Extent(Math.min(range.end(), limit), false)
                    : new Extent(Math.min(range.start(), limit), true);
        }

        @Override
        public void read(long offset, MemorySegment destination) throws IOException {
            memory.read(offset, destination);
        }
    }

    /**
     * A disk. Zeroes in it are data like any other: whether the image has holes is of no interest
     * to who reads ciphertext.
     *
     * @param disk what is exported; not closed by this
     */
    record Disk(BlockDevice disk) implements NbdContent {
        /** Requires the disk. */
        public Disk {
            requireNonNull(disk, "disk");
        }

        @Override
        public long sizeBytes() {
            return disk.sizeBytes();
        }

        @Override
        public Extent extentAt(long offset, long limit) {
            return new Extent(limit, false);
        }

        @Override
        public void read(long offset, MemorySegment destination) throws IOException {
            disk.read(offset, destination);
        }
    }
}
