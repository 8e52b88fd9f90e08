package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.io.IOException;

/**
 * Blocks of a file by a map of one to three levels; {@code ifork.rst}, "Direct/Indirect Block
 * Addressing". The levels bound the way, so it cannot lead in a circle.
 */
final class IndirectBlocks implements BlockMapping {
    private static final int DIRECT = 12;
    private static final int LEVELS = 3;
    private static final int POINTER_BYTES = 4;

    private final Volume volume;
    private final Structure root;
    private final long pointers;

    IndirectBlocks(Volume volume, Inode inode) {
        this.volume = volume;
        this.root = inode.block();
        this.pointers = volume.blockBytes() / POINTER_BYTES;
    }

    @Override
    public Run find(long logical) throws IOException {
        if (logical < DIRECT) {
            return run(root, logical, DIRECT);
        }
        long rest = logical - DIRECT;
        long covered = pointers;
        for (int level = 1; level <= LEVELS; level++) {
            if (rest < covered) {
                return below(root, DIRECT + level - 1L, level, rest);
            }
            rest -= covered;
            covered *= pointers;
        }
        return new Run(Run.HOLE, 1); // behind the longest file that a map can have
    }

    private Run below(Structure table, long index, int level, long rest) throws IOException {
        Field field = pointer(index);
        long block = table.u32(field);
        long covered = 1;
        for (int i = 1; i < level; i++) {
            covered *= pointers;
        }
        if (block == Run.HOLE) {
            return new Run(Run.HOLE, covered * pointers - rest);
        }
        Structure child =
                new Structure(
                        root.name() + " indirect block " + block,
                        volume.block(block, table, field));
        return level == 1
                ? run(child, rest, pointers)
                : below(child, rest / covered, level - 1, rest % covered);
    }

    /** Returns the longest run of neighbours from an entry of a table on. */
    private Run run(Structure table, long index, long entries) throws MalformedStructureException {
        long first = table.u32(pointer(index));
        long count = 1;
        while (index + count < entries
                && table.u32(pointer(index + count))
                        == (first == Run.HOLE ? first : first + count)) {
            count++;
        }
        if (first != Run.HOLE) {
            volume.requireBlocks(first, count, table, pointer(index));
        }
        return new Run(first, count);
    }

    private static Field pointer(long index) {
        return new Field("block number", index * POINTER_BYTES, POINTER_BYTES);
    }
}
