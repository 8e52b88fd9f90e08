package dev.yagura.storage.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A device with the blocks used last kept in memory, and the next ones fetched ahead where reads
 * follow each other: by another thread, so that a layer below decrypts while a reader hashes.
 *
 * <p>Memory is bounded by what the constructor is told, whatever the size of the disk. Reads of
 * half that or more pass by the cache. What is in it does not age: over a live disk, {@link
 * #forget()} before a new look.
 */
public final class CachedDevice implements BlockDevice {
    /** Block size that suits files and directories alike, in bytes. */
    public static final int DEFAULT_BLOCK_BYTES = 64 << 10;

    /** Capacity that holds a filesystem's busiest metadata, in bytes. */
    public static final int DEFAULT_CAPACITY_BYTES = 32 << 20;

    private static final int READ_AHEAD_BLOCKS = 8;
    private static final int MIN_BLOCKS = 2 * READ_AHEAD_BLOCKS;

    private final BlockDevice below;
    private final int blockBytes;
    private final int maxBlocks;
    private final Object lock = new Object();
    private final Map<Long, byte[]> blocks; // under lock, least recently used first
    private final Set<Window> underWay = new HashSet<>(); // under lock: what is being fetched ahead
    private @Nullable Window reached; // under lock: the window that reads have come to
    private @Nullable Window ahead; // under lock: the window after it
    private long nextInSequence = -1; // under lock: the block that would continue the last miss
    private boolean closed; // under lock
    private long generation; // under lock: how often the content was forgotten

    /**
     * Blocks that are fetched, or were, before somebody asked for them.
     *
     * @param end block after the last
     * @param done completes, however that ended
     */
    private record Window(long first, long end, CompletableFuture<@Nullable Void> done) {
        boolean contains(long index) {
            return first <= index && index < end;
        }
    }

    /** Caches {@link #DEFAULT_CAPACITY_BYTES} in blocks of {@link #DEFAULT_BLOCK_BYTES}. */
    public CachedDevice(BlockDevice below) {
        this(below, DEFAULT_BLOCK_BYTES, DEFAULT_CAPACITY_BYTES);
    }

    /**
     * Caches a device.
     *
     * @param below what to read from; closed with this device
     * @param blockBytes size of a block in bytes, a power of two from 512
     * @param capacityBytes most bytes to keep, at least 16 blocks
     */
    public CachedDevice(BlockDevice below, int blockBytes, int capacityBytes) {
        if (blockBytes < 512 || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("block of " + blockBytes + " bytes");
        }
        if (capacityBytes / blockBytes < MIN_BLOCKS) {
            throw new IllegalArgumentException(
                    "capacity of %d bytes for blocks of %d".formatted(capacityBytes, blockBytes));
        }
        this.below = below;
        this.blockBytes = blockBytes;
        this.maxBlocks = capacityBytes / blockBytes;
        this.blocks = new LinkedHashMap<>(16, 0.75f, true);
    }

    @Override
    public long sizeBytes() {
        return below.sizeBytes();
    }

    @Override
    public int sectorBytes() {
        return below.sectorBytes();
    }

    @Override
    public boolean isLive() {
        return below.isLive();
    }

    /** Drops what is cached, so that the next reads see a live disk as it is then. */
    public void forget() {
        synchronized (lock) {
            blocks.clear();
            reached = null;
            ahead = null;
            nextInSequence = -1;
            generation++;
        }
    }

    /** Returns how many bytes are kept at this moment. */
    public long cachedBytes() {
        synchronized (lock) {
            return blocks.values().stream().mapToLong(block -> block.length).sum();
        }
    }

    @Override
    public void read(long offset, MemorySegment destination) throws IOException {
        long length = destination.byteSize();
        DeviceReads.requireInside("disk", sizeBytes(), offset, length);
        if (length >= (long) blockBytes * maxBlocks / 2) {
            below.read(offset, destination);
            return;
        }
        long done = 0;
        while (done < length) {
            long at = offset + done;
            byte[] block = block(at / blockBytes, (offset + length - 1) / blockBytes);
            int from = (int) (at % blockBytes);
            int count = (int) Math.min(block.length - from, length - done);
            MemorySegment.copy(MemorySegment.ofArray(block), from, destination, done, count);
            done += count;
        }
    }

    /**
     * Returns a block.
     *
     * @param last block up to which the caller is going to ask anyway
     */
    private byte[] block(long index, long last) throws IOException {
        @Nullable Window coming = null;
        synchronized (lock) {
            if (ahead != null && ahead.contains(index)) {
                reached = ahead;
                ahead = fetchAhead(ahead.end);
            }
            byte @Nullable [] cached = blocks.get(index);
            if (cached != null) {
                return cached;
            }
            if (reached != null && reached.contains(index)) {
                coming = reached;
            }
        }
        if (coming != null) {
            coming.done.join();
            synchronized (lock) {
                byte @Nullable [] cached = blocks.get(index);
                if (cached != null) {
                    return cached;
                }
            }
        }
        return missed(index, last);
    }

    private byte[] missed(long index, long last) throws IOException {
        List<Long> missing;
        long seen;
        synchronized (lock) {
            long end = Math.min(last + 1, index + maxBlocks / 2);
            missing = missing(index, end);
            if (index == nextInSequence) {
                ahead = fetchAhead(end);
            }
            nextInSequence = end;
            seen = generation;
        }
        // Outside the lock: two threads that miss the same block both fetch it, neither waits.
        List<byte[]> fetched = fetch(missing);
        keep(missing, fetched, seen);
        return fetched.getFirst();
    }

    /** Returns what is not there from {@code first} on, and {@code first} itself; under lock. */
    private List<Long> missing(long first, long end) {
        List<Long> missing = new ArrayList<>();
        for (long i = first; i < end; i++) {
            if (i == first || !blocks.containsKey(i)) {
                missing.add(i);
            }
        }
        return missing;
    }

    private void keep(List<Long> indexes, List<byte[]> fetched, long seen) {
        synchronized (lock) {
            if (seen != generation) {
                return;
            }
            for (int i = 0; i < fetched.size(); i++) {
                blocks.put(indexes.get(i), fetched.get(i));
            }
            var oldest = blocks.entrySet().iterator();
            while (blocks.size() > maxBlocks) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    /** Starts to fetch a window; under lock. */
    private @Nullable Window fetchAhead(long first) {
        long end = Math.min(first + READ_AHEAD_BLOCKS, (sizeBytes() + blockBytes - 1) / blockBytes);
        if (closed || first >= end) {
            return null;
        }
        Window window = new Window(first, end, new CompletableFuture<>());
        List<Long> missing = missing(first, end);
        long seen = generation;
        underWay.add(window);
        Thread.ofVirtual()
                .name("read-ahead")
                .start(() -> {
                    try {
                        keep(missing, fetch(missing), seen);
                    } catch (IOException e) {
                        // Nobody has asked for these yet: who does meets the failure himself.
                    } finally {
                        synchronized (lock) {
                            underWay.remove(window);
                        }
                        window.done.complete(null);
                    }
                });
        return window;
    }

    private List<byte[]> fetch(List<Long> indexes) throws IOException {
        List<byte[]> fetched = new ArrayList<>(indexes.size());
        List<Read> reads = new ArrayList<>(indexes.size());
        for (long index : indexes) {
            long at = index * blockBytes;
            byte[] block = new byte[(int) Math.min(blockBytes, sizeBytes() - at)];
            fetched.add(block);
            reads.add(new Read(at, MemorySegment.ofArray(block)));
        }
        below.readBatch(reads);
        return fetched;
    }

    @Override
    public void close() throws IOException {
        forget();
        List<Window> unfinished;
        synchronized (lock) {
            closed = true;
            unfinished = List.copyOf(underWay);
        }
        unfinished.forEach(window -> window.done.join());
        below.close();
    }
}
