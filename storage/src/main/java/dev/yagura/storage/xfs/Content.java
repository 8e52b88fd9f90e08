package dev.yagura.storage.xfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The bytes of a regular file, by its extents. */
final class Content {
    private final Volume volume;
    private final Inode inode;
    // Racing readers at worst parse the fork twice.
    private volatile @Nullable ExtentMap extents;

    Content(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
    }

    /** Copies what starts at {@code offset}; returns how much, less only at the end. */
    int read(long offset, MemorySegment destination) throws IOException {
        long left = Math.max(0, inode.attributes().sizeBytes() - offset);
        int length = (int) Math.min(Math.min(left, destination.byteSize()), Integer.MAX_VALUE);
        if (length > 0) {
            readBlocks(offset, destination.asSlice(0, length));
        }
        return length;
    }

    private void readBlocks(long offset, MemorySegment destination) throws IOException {
        ExtentMap map = extents;
        if (map == null) {
            map = ExtentMap.of(volume, inode.data());
            extents = map;
        }
        int blockBytes = volume.blockBytes();
        long done = 0;
        while (done < destination.byteSize()) {
            long at = offset + done;
            long within = at % blockBytes;
            long left = destination.byteSize() - done;
            Run run = map.find(at / blockBytes);
            long wanted = (within + left + blockBytes - 1) / blockBytes; // so nothing overflows
            long part = Math.min(Math.min(run.count(), wanted) * blockBytes - within, left);
            MemorySegment there = destination.asSlice(done, part);
            if (run.isHole()) {
                there.fill((byte) 0);
            } else {
                volume.read(volume.offset(run.physical()) + within, there);
            }
            done += part;
        }
    }
}
