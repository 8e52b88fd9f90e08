package dev.yagura.storage.ext;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Copies of blocks from transactions that are done with, as far as the log has not come round to
 * where they are. Only those of a journal with checksums are known to be whole, and only those
 * whose transaction has its commit block are known to have been.
 */
final class PastBlocks {
    private final JournalSuperblock superblock;
    private final int end;
    private final Log log;
    private final List<Copy> copies = new ArrayList<>();
    private final Set<Integer> committed = new HashSet<>();

    private record Copy(JournalBlock.Tag tag, long journalBlock, int sequence) {}

    /** Reads a block of the log. */
    @FunctionalInterface
    interface Log {
        Structure block(long journalBlock) throws IOException;
    }

    /** Takes copies of blocks. */
    @FunctionalInterface
    interface Visitor {
        /** Takes a copy of a block of the volume; returns whether to go on. */
        boolean visit(long block, MemorySegment copy) throws IOException;
    }

    /**
     * Prepares to look.
     *
     * @param end number of the first transaction that is not looked at
     */
    PastBlocks(JournalSuperblock superblock, int end, Log log) {
        this.superblock = superblock;
        this.end = end;
        this.log = log;
    }

    void visit(Visitor visitor) throws IOException {
        if (!superblock.checksums()) {
            return;
        }
        for (long at = superblock.first(); at < superblock.end(); at++) {
            collect(at, log.block(at));
        }
        for (Copy copy : copies) {
            if (committed.contains(copy.sequence()) && !copy.tag().escaped()) {
                MemorySegment bytes = log.block(copy.journalBlock()).bytes();
                boolean whole =
                        JournalBlock.damageOfCopy(superblock, copy.sequence(), copy.tag(), bytes)
                                .isEmpty();
                if (whole && !visitor.visit(copy.tag().block(), bytes)) {
                    return;
                }
            }
        }
    }

    /** A block of data never looks like one of these: its first bytes were replaced. */
    private void collect(long at, Structure block) throws IOException {
        int sequence = JournalBlock.sequence(block);
        // Numbers wrap around: what counts is the sign of the difference.
        if (sequence - end >= 0) {
            return;
        }
        int kind = JournalBlock.kind(block, sequence).orElse(0);
        try {
            if (kind == JournalBlock.COMMIT
                    && JournalBlock.damageOfCommit(superblock, block, 0).isEmpty()) {
                committed.add(sequence);
            } else if (kind == JournalBlock.DESCRIPTOR
                    && JournalBlock.damageOfTail(superblock, block).isEmpty()) {
                long data = at;
                for (JournalBlock.Tag tag : JournalBlock.tags(superblock, block)) {
                    data = superblock.after(data);
                    copies.add(new Copy(tag, data, sequence));
                }
            }
        } catch (MalformedStructureException e) {
            // Forged, as its checksum is good: it tells nothing.
        }
    }
}
