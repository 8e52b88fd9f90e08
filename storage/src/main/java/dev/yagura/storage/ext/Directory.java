package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.StoredFile.Entry;
import dev.yagura.storage.filesystem.DirectoryNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;

/**
 * Names in a directory. Those of a hashed directory are in blocks like any other's, between which
 * its index looks like unused entries; so all are read alike, one block after the other.
 */
final class Directory implements DirectoryNames {
    private static final int INLINE_PARENT_BYTES = 4;

    private static final Field I_SIZE = new Field("i_size_lo", 4, 4);

    private final Volume volume;
    private final Inode inode;
    private final DirectoryEntries parser;

    Directory(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
        this.parser = new DirectoryEntries(volume.superblock());
    }

    List<Entry> entries() throws IOException {
        return all(structure(inode.block().bytes()));
    }

    @Override
    public void visit(Predicate<Entry> visitor) throws IOException {
        if (inode.has(Inode.FLAG_INLINE_DATA)) {
            MemorySegment first = inode.block().bytes().asSlice(INLINE_PARENT_BYTES);
            if (parser.visit(structure(first), visitor)) {
                parser.visit(structure(ExtendedAttributes.inlineData(volume, inode)), visitor);
            }
            return;
        }
        int blockBytes = volume.blockBytes();
        Structure whole = structure(inode.block().bytes());
        // No directory has more blocks than the volume, whatever holes a forged one has.
        whole.requireRange(
                I_SIZE,
                inode.attributes().sizeBytes(),
                0,
                volume.superblock().blockCount() * blockBytes);
        long blocks = (inode.attributes().sizeBytes() + blockBytes - 1) / blockBytes;
        BlockMapping mapping = BlockMapping.of(volume, inode);
        long index = 0;
        while (index < blocks) {
            BlockMapping.Run run = mapping.find(index);
            for (long i = 0; i < run.count() && index + i < blocks && !run.isHole(); i++) {
                Structure block = structure(volume.block(run.physical() + i));
                DirectoryBlock.verify(volume, inode, index + i, block);
                if (!parser.visit(block, visitor)) {
                    return;
                }
            }
            index += run.count();
        }
    }

    private Structure structure(MemorySegment bytes) {
        return new Structure("directory " + inode.attributes().inode(), bytes);
    }
}
