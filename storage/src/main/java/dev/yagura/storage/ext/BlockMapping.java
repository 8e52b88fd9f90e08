package dev.yagura.storage.ext;

import java.io.IOException;

/** Where the blocks of a file are. Safe for concurrent use. */
sealed interface BlockMapping permits ExtentTree, IndirectBlocks {
    /**
     * Neighbouring blocks of a file.
     *
     * @param physical block of the volume where they start, or {@link #HOLE}
     * @param count how many there are, at least 1
     */
    record Run(long physical, long count) {
        /** Stands for blocks that are not there, or were never written: they read as zeros. */
        static final long HOLE = 0;

        boolean isHole() {
            return physical == HOLE;
        }
    }

    /**
     * Returns what is at a block of the file and, as far as it is known, behind it.
     *
     * @param logical from 0 to before 2^32
     * @throws dev.yagura.bytes.MalformedStructureException if what leads there is damaged
     */
    Run find(long logical) throws IOException;

    /** Returns the mapping of an inode's content. */
    static BlockMapping of(Volume volume, Inode inode) {
        return inode.has(Inode.FLAG_EXTENTS)
                ? new ExtentTree(volume, inode)
                : new IndirectBlocks(volume, inode);
    }
}
