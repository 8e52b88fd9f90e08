package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.filesystem.DirectoryNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;

/**
 * Names in a directory: in the inode, or in the data blocks, which are read one after the other.
 * The hash index and the index of free space, further up in the directory, are not read.
 */
final class Directory implements DirectoryNames {
    /** Where the names end and the indexes start; {@code XFS_DIR2_LEAF_OFFSET}. */
    private static final long DATA_BYTES = 1L << 35;

    private final Volume volume;
    private final Inode inode;

    Directory(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
    }

    List<Entry> entries() throws IOException {
        return all(structure(inode.data().bytes().bytes()));
    }

    @Override
    public void visit(Predicate<Entry> visitor) throws IOException {
        boolean typed = volume.superblock().hasIncompat(Features.INCOMPAT_FTYPE);
        if (inode.data().format() == Fork.Format.LOCAL) {
            MemorySegment bytes = inode.data().bytes().bytes();
            long size = inode.attributes().sizeBytes();
            structure(bytes).requireRange(Inode.DI_SIZE, size, 0, bytes.byteSize());
            new ShortDirectory(structure(bytes.asSlice(0, size)), typed).visit(visitor);
            return;
        }
        ExtentMap extents = ExtentMap.of(volume, inode.data());
        int blockBytes = volume.blockBytes();
        int perBlock = volume.superblock().directoryBlockBytes() / blockBytes;
        long end = DATA_BYTES / blockBytes;
        long at = 0;
        while (at < end) {
            Run run = extents.find(at);
            if (run.isHole()) {
                at += run.count();
                continue;
            }
            // A block of a directory may be in several pieces, and starts at a multiple of its
            // size.
            structure(inode.data().bytes().bytes())
                    .requireRange(new Field("first block", 0, 8), at % perBlock, 0, 0);
            if (!new DirectoryBlock(block(extents, at, perBlock), typed).visit(visitor)) {
                return;
            }
            at += perBlock;
        }
    }

    private Structure block(ExtentMap extents, long first, int count) throws IOException {
        int blockBytes = volume.blockBytes();
        Run run = extents.find(first);
        long offset = volume.offset(run.physical());
        MemorySegment bytes;
        if (run.count() >= count) {
            bytes = volume.bytes(offset, count * blockBytes);
        } else {
            bytes = MemorySegment.ofArray(new byte[count * blockBytes]);
            for (int i = 0; i < count; i++) {
                Run part = extents.find(first + i);
                structure(bytes)
                        .requireRange(new Field("holes", 0, 4), part.isHole() ? 1 : 0, 0, 0);
                volume.read(
                        volume.offset(part.physical()),
                        bytes.asSlice((long) i * blockBytes, blockBytes));
            }
        }
        Structure block = structure(bytes);
        DirectoryBlock.requireMagic(block);
        MetadataHeader.DIRECTORY.verify(volume, block, offset, inode.attributes().inode());
        return block;
    }

    private Structure structure(MemorySegment bytes) {
        return new Structure("directory " + inode.attributes().inode(), bytes);
    }
}
