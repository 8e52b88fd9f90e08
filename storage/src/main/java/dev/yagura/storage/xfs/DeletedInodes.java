package dev.yagura.storage.xfs;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.Filesystem.Visitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches the chunks of inodes for those that are free but once were files. XFS clears type,
 * permissions, length and the number of extents, but not the extents themselves: they are taken for
 * those of a regular file that ends with the last of them, to the block. So a directory or a long
 * symbolic link looks like a file of its blocks.
 */
final class DeletedInodes {
    private static final int EXTENT_BYTES = 16;

    /** One past the highest block that a file of 2^63 bytes can have. */
    private static final long MAX_BLOCKS = 1L << 47;

    /** Chunks that are taken from one group: what else would fill the memory. */
    private static final int MAX_CHUNKS = 1 << 20;

    private final Volume volume;
    private final InodeTable inodes;

    DeletedInodes(Volume volume) {
        this.volume = volume;
        this.inodes = new InodeTable(volume);
    }

    void visit(Visitor visitor) throws IOException {
        for (long group = 0; group < volume.groupsOnDevice(); group++) {
            for (InodeChunk chunk : chunksWithFree(group)) {
                for (int i = 0; i < InodeChunk.INODES; i++) {
                    if (chunk.exists(i) && chunk.isFree(i)) {
                        Optional<Inode> left = leftover(inodes.number(group, chunk.first() + i));
                        if (left.isPresent() && !visitor.visit(new XfsFile(volume, left.get()))) {
                            return;
                        }
                    }
                }
            }
        }
    }

    private List<InodeChunk> chunksWithFree(long number) throws IOException {
        List<InodeChunk> chunks = new ArrayList<>();
        try {
            AllocationGroup group = AllocationGroup.read(volume, number);
            new InodeTree(volume, group)
                    .visit(chunk -> {
                        if (chunk.free() != 0) {
                            chunks.add(chunk);
                        }
                        return chunks.size() < MAX_CHUNKS;
                    });
        } catch (MalformedStructureException e) {
            volume.policy().found(e);
        }
        return chunks;
    }

    private Optional<Inode> leftover(long number) throws IOException {
        try {
            Structure raw = inodes.raw(number);
            if (Inode.isUsed(raw) || !Inode.wasUsed(raw)) {
                return Optional.empty();
            }
            Structure bytes =
                    new Structure(
                            raw.name() + " former data fork",
                            raw.bytes().asSlice(Inode.CORE_BYTES));
            int count = 0;
            long end = 0;
            for (; count < bytes.size() / EXTENT_BYTES; count++) {
                long next = endOfExtent(bytes, count, end);
                if (next == end) {
                    break;
                }
                end = next;
            }
            Fork data = new Fork(number, Fork.Format.EXTENTS, count, bytes);
            return Optional.of(Inode.leftover(number, raw, data, end * volume.blockBytes()));
        } catch (MalformedStructureException e) {
            return Optional.empty(); // what is left need not be whole
        }
    }

    /** Returns where an extent ends in the file, or {@code start} if it cannot have been one. */
    private long endOfExtent(Structure bytes, int index, long start) {
        Structure one =
                new Structure(
                        bytes.name(),
                        bytes.bytes().asSlice((long) index * EXTENT_BYTES, EXTENT_BYTES));
        try {
            ExtentNode extent = ExtentNode.leaf(volume, one, 0, 1, start, MAX_BLOCKS);
            return extent.first(0) + extent.count(0);
        } catch (MalformedStructureException e) {
            return start;
        }
    }
}
