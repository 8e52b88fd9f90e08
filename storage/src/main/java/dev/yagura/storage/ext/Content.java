package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.storage.file.FileType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of an inode: by its blocks, or in the inode itself. */
final class Content {
    private static final Field I_SIZE = new Field("i_size_lo", 4, 4);

    private final Volume volume;
    private final Inode inode;
    private final BlockMapping blocks;

    Content(Volume volume, Inode inode) {
        this.volume = volume;
        this.inode = inode;
        this.blocks = BlockMapping.of(volume, inode);
    }

    BlockMapping blocks() {
        return blocks;
    }

    /** Copies what starts at {@code offset}; returns how much, less only at the end. */
    int read(long offset, MemorySegment destination) throws IOException {
        long left = Math.max(0, inode.attributes().sizeBytes() - offset);
        int length = (int) Math.min(Math.min(left, destination.byteSize()), Integer.MAX_VALUE);
        if (length > 0 && inode.has(Inode.FLAG_INLINE_DATA)) {
            MemorySegment whole = inline();
            MemorySegment.copy(whole, offset, destination, 0, length);
        } else if (length > 0) {
            readBlocks(offset, destination.asSlice(0, length));
        }
        return length;
    }

    private void readBlocks(long offset, MemorySegment destination) throws IOException {
        int blockBytes = volume.blockBytes();
        long done = 0;
        while (done < destination.byteSize()) {
            long at = offset + done;
            long within = at % blockBytes;
            BlockMapping.Run run = blocks.find(at / blockBytes);
            long most = (isStructure() ? 1 : run.count()) * blockBytes - within;
            long part = Math.min(most, destination.byteSize() - done);
            MemorySegment there = destination.asSlice(done, part);
            if (run.isHole()) {
                there.fill((byte) 0);
            } else if (isStructure()) {
                MemorySegment block = volume.block(run.physical());
                MemorySegment.copy(block, within, there, 0, part);
            } else {
                volume.read(run.physical() * blockBytes + within, there);
            }
            done += part;
        }
    }

    /** Returns whether the kernel reads the bytes as it does the filesystem's own structures. */
    private boolean isStructure() {
        return inode.attributes().type() != FileType.REGULAR || inode.has(Inode.FLAG_EA_INODE);
    }

    /** Returns the whole content of an inode that has it inside: {@code i_block}, then the rest. */
    private MemorySegment inline() throws IOException {
        int size =
                (int)
                        inode.block()
                                .requireRange(
                                        I_SIZE,
                                        inode.attributes().sizeBytes(),
                                        0,
                                        volume.superblock().inodeBytes());
        MemorySegment whole = MemorySegment.ofArray(new byte[size]);
        int head = Math.min(size, Inode.BLOCK_BYTES);
        MemorySegment.copy(inode.block().bytes(), 0, whole, 0, head);
        if (size > head) {
            MemorySegment rest = ExtendedAttributes.inlineData(volume, inode);
            inode.block().requireRange(I_SIZE, size, 0, Inode.BLOCK_BYTES + rest.byteSize());
            MemorySegment.copy(rest, 0, whole, head, size - head);
        }
        return whole;
    }
}
