package dev.yagura.storage.btrfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, by its extents. Safe for concurrent use. */
final class Content {
    private final Tree tree;
    private final Inode inode;
    private final int sectorBytes;
    private final SectorReader sectors;
    // Racing readers at worst look an extent up, or decompress it, twice.
    private volatile @Nullable Extent lastExtent;
    private volatile @Nullable Decompressed lastDecompressed;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Decompressed(Extent extent, byte[] bytes) {}

    Content(Volume volume, Tree tree, Inode inode) {
        this.tree = tree;
        this.inode = inode;
        this.sectorBytes = volume.superblock().sectorBytes();
        this.sectors = new SectorReader(volume, !inode.has(Inode.NODATASUM));
    }

    /** Copies what starts at {@code offset}; returns how much, less only at the end. */
    int read(long offset, MemorySegment destination) throws IOException {
        long left = Math.max(0, inode.attributes().sizeBytes() - offset);
        int length = (int) Math.min(Math.min(left, destination.byteSize()), Integer.MAX_VALUE);
        long done = 0;
        while (done < length) {
            done += readPiece(offset + done, destination.asSlice(done, length - done));
        }
        return length;
    }

    private long readPiece(long at, MemorySegment destination) throws IOException {
        Extent extent = lastExtent;
        if (extent == null || at < extent.start() || at >= extent.end()) {
            Optional<Extent> found = find(at);
            if (found.isEmpty()) {
                long hole = Math.min(nextStart(at) - at, destination.byteSize());
                destination.asSlice(0, hole).fill((byte) 0);
                return hole;
            }
            extent = found.get();
            lastExtent = extent;
        }
        long within = at - extent.start();
        long part = Math.min(extent.lengthBytes() - within, destination.byteSize());
        MemorySegment there = destination.asSlice(0, part);
        if (extent.isHole()) {
            there.fill((byte) 0);
        } else if (extent.compression() != 0) {
            byte[] whole = decompressed(extent);
            MemorySegment.copy(
                    MemorySegment.ofArray(whole), extent.skippedBytes() + within, there, 0, part);
        } else if (extent.logical() == 0) {
            MemorySegment.copy(extent.inline(), within, there, 0, part);
        } else {
            sectors.read(extent.logical() + extent.skippedBytes() + within, there);
        }
        return part;
    }

    /** Returns the extent that a byte of the file is in; a hole may have none. */
    private Optional<Extent> find(long at) throws IOException {
        Optional<Item> item = tree.floor(key(at));
        if (item.isEmpty() || !item.get().key().is(inode.attributes().inode(), Key.EXTENT_DATA)) {
            return Optional.empty();
        }
        Extent extent = Extent.parse(item.get(), sectorBytes);
        return at < extent.end() ? Optional.of(extent) : Optional.empty();
    }

    /** Returns where the next extent behind a byte starts. */
    private long nextStart(long at) throws IOException {
        AtomicReference<Long> start = new AtomicReference<>(Long.MAX_VALUE);
        tree.visit(
                key(at + 1),
                item -> {
                    if (item.key().is(inode.attributes().inode(), Key.EXTENT_DATA)
                            && item.key().offset() > at) {
                        start.setPlain(item.key().offset());
                    }
                    return false;
                });
        return start.getPlain();
    }

    private byte[] decompressed(Extent extent) throws IOException {
        Decompressed known = lastDecompressed;
        if (known != null && known.extent().equals(extent)) {
            return known.bytes();
        }
        byte[] stored;
        if (extent.logical() == 0) {
            stored = extent.inline().toArray(ValueLayout.JAVA_BYTE);
        } else {
            stored = new byte[(int) extent.storedBytes()];
            sectors.read(extent.logical(), MemorySegment.ofArray(stored));
        }
        byte[] bytes = Compression.decompress(extent, stored, sectorBytes);
        lastDecompressed = new Decompressed(extent, bytes);
        return bytes;
    }

    private Key key(long offset) {
        return new Key(inode.attributes().inode(), Key.EXTENT_DATA, offset);
    }
}
