package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.io.SeededCrc32c;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Inodes that the kernel would delete or cut at the next mount: a list through {@code i_dtime}, or
 * the orphan file; {@code orphan.rst}.
 */
final class Orphans {
    private static final long FILE_BLOCK_MAGIC = 0x0B10CA04L;
    private static final int TAIL_BYTES = 8;

    /** More can hardly be open at once, and none of them may be made up. */
    private static final int MAX_ORPHANS = 1 << 20;

    private static final Field S_LAST_ORPHAN = new Field("s_last_orphan", 0xE8, 4);
    private static final Field I_DTIME = new Field("i_dtime (next orphan)", 0x14, 4);
    private static final Field I_SIZE = new Field("i_size_lo", 4, 4);

    private final Volume volume;
    private final InodeTable inodes;

    Orphans(Volume volume) {
        this.volume = volume;
        this.inodes = new InodeTable(volume);
    }

    /** Returns those that have no name left; those that are only to be cut have. */
    List<Inode> deleted() throws IOException {
        Set<Long> numbers = new LinkedHashSet<>();
        addList(numbers);
        if (volume.superblock().hasCompat(Features.COMPAT_ORPHAN_FILE)
                && volume.superblock().hasRoCompat(Features.RO_COMPAT_ORPHAN_PRESENT)) {
            addFile(numbers);
        }
        List<Inode> orphans = new ArrayList<>();
        for (long number : numbers) {
            Inode inode = inodes.get(number);
            if (inode.attributes().links() == 0) {
                orphans.add(inode);
            }
        }
        return orphans;
    }

    private void addList(Set<Long> numbers) throws IOException {
        long next = volume.superblock().lastOrphan();
        Field field = S_LAST_ORPHAN;
        while (next != 0) {
            Structure raw = inodes.raw(next);
            if (!numbers.add(next) || numbers.size() > MAX_ORPHANS) {
                throw raw.malformed(
                        Reason.CYCLE, field, "is %d, expected one not met before".formatted(next));
            }
            next = raw.u32(I_DTIME);
            field = I_DTIME;
        }
    }

    private void addFile(Set<Long> numbers) throws IOException {
        Inode file = inodes.get(volume.superblock().orphanFileInode());
        int blockBytes = volume.blockBytes();
        Structure name = new Structure("orphan file", file.block().bytes());
        if (file.attributes().type() != FileType.REGULAR) {
            throw name.malformed(
                    Reason.OUT_OF_RANGE,
                    I_SIZE,
                    "is that of a " + file.attributes().type() + ", expected a file");
        }
        long size = file.attributes().sizeBytes();
        name.requireRange(I_SIZE, size, 0, (long) MAX_ORPHANS * 4);
        BlockMapping mapping = BlockMapping.of(volume, file);
        for (long index = 0; index < size / blockBytes; index++) {
            BlockMapping.Run run = mapping.find(index);
            if (!run.isHole()) {
                Structure block = new Structure("orphan file", volume.block(run.physical()));
                verify(file, run.physical(), block);
                addBlock(numbers, block);
            }
        }
    }

    private void addBlock(Set<Long> numbers, Structure block) throws MalformedStructureException {
        for (long at = 0; at < block.size() - TAIL_BYTES; at += 4) {
            long number = block.u32(new Field("orphan inode", at, 4));
            if (number != 0) {
                numbers.add(number);
            }
        }
    }

    private void verify(Inode file, long physical, Structure block)
            throws MalformedStructureException {
        Field magic = new Field("ob_magic", block.size() - TAIL_BYTES, 4);
        if (block.u32(magic) != FILE_BLOCK_MAGIC) {
            throw block.malformed(
                    Reason.BAD_MAGIC,
                    magic,
                    "is 0x%x, expected 0x%x".formatted(block.u32(magic), FILE_BLOCK_MAGIC));
        }
        if (volume.superblock().checksums()) {
            Field checksum = new Field("ob_checksum", block.size() - 4, 4);
            int computed =
                    new SeededCrc32c(file.checksumSeed())
                            .le64(physical)
                            .add(block.bytes(), 0, block.size() - TAIL_BYTES)
                            .value();
            Checksums.compare(
                    block, checksum, (int) block.u32(checksum), computed, volume.policy());
        }
    }
}
