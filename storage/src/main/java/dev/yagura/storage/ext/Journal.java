package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.filesystem.ChecksumPolicy;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log of a journal: which blocks of the volume have newer copies in it, of transactions that
 * are complete. Each block of the log is looked at once, so no log can lead in a circle.
 */
final class Journal {
    /** Little-endian tag and length that start an area of fast commits; {@code fast_commit.h}. */
    private static final int FAST_COMMIT_HEAD = 0x9;

    private final Volume volume;
    private final BlockMapping blocks;
    private final JournalSuperblock superblock;
    private final ChecksumPolicy policy;

    private final List<Logged> logged = new ArrayList<>();
    private final Map<Long, Integer> revoked = new HashMap<>();
    private int transactions;

    /** A copy of a block, where it is in the journal, and in which transaction. */
    private record Logged(JournalBlock.Tag tag, long journalBlock, int sequence) {}

    private Journal(
            Volume volume,
            BlockMapping blocks,
            JournalSuperblock superblock,
            ChecksumPolicy policy) {
        this.volume = volume;
        this.blocks = blocks;
        this.superblock = superblock;
        this.policy = policy;
    }

    /** Opens the journal in an inode. */
    static Journal open(Volume volume, Inode inode, ChecksumPolicy policy) throws IOException {
        BlockMapping blocks = BlockMapping.of(volume, inode);
        long fileBlocks = inode.attributes().sizeBytes() / volume.blockBytes();
        BlockMapping.Run first = blocks.find(0);
        Structure raw = new Structure("journal superblock", inode.block().bytes());
        volume.requireBlocks(first.physical(), 1, raw, new Field("i_block", 0, 4));
        Structure block = new Structure(raw.name(), volume.block(first.physical()));
        return new Journal(
                volume,
                blocks,
                JournalSuperblock.parse(block, volume.blockBytes(), fileBlocks, policy),
                policy);
    }

    /** Returns the number of the first transaction that was not replayed, nor before. */
    int end() {
        return superblock.sequence() + transactions;
    }

    /**
     * Hands out blocks as they were in transactions of the past.
     *
     * @param end number of the first transaction that is not of the past; empty for what the
     *     journal says, if it needs no replay
     */
    void past(Optional<Integer> end, PastBlocks.Visitor visitor) throws IOException {
        new PastBlocks(superblock, end.orElse(superblock.sequence()), this::block).visit(visitor);
    }

    /** Returns how many transactions were replayed. */
    int transactions() {
        return transactions;
    }

    /**
     * Adds to {@code replayed} what complete transactions wrote and did not revoke later.
     *
     * @throws MalformedStructureException if a complete transaction is damaged and the policy does
     *     not let it pass; what is damaged is then left out
     */
    void replayInto(ReplayedBlocks replayed, boolean keepCopies) throws IOException {
        if (superblock.start() == 0) {
            return;
        }
        int sequence = superblock.sequence();
        long block = superblock.start();
        long left = superblock.end() - superblock.first();
        while (left > 0) {
            Transaction transaction = new Transaction(sequence, block, left);
            if (!transaction.read()) {
                break;
            }
            transactions++;
            logged.addAll(transaction.copies);
            transaction.revocations.forEach(b -> revoked.put(b, transaction.sequence));
            left -= transaction.length;
            block = transaction.next;
            sequence++;
        }
        reportFastCommits(sequence);
        for (Logged copy : logged) {
            replay(copy, replayed, keepCopies);
        }
    }

    private void replay(Logged copy, ReplayedBlocks replayed, boolean keepCopy) throws IOException {
        JournalBlock.Tag tag = copy.tag();
        Integer revocation = revoked.get(tag.block());
        // Sequence numbers wrap around: what counts is the sign of the difference.
        if (revocation != null && copy.sequence() - revocation <= 0) {
            return;
        }
        Structure name = new Structure("journal", MemorySegment.ofArray(new byte[0]));
        long last = volume.superblock().blockCount() - 1;
        name.requireRange(new Field("t_blocknr", 0, 4), tag.block(), 0, last);
        long physical = physical(copy.journalBlock());
        MemorySegment bytes = volume.block(physical);
        Optional<MalformedStructureException> damage =
                JournalBlock.damageOfCopy(superblock, copy.sequence(), tag, bytes);
        if (damage.isPresent()) {
            policy.found(damage.get());
            return;
        }
        replayed.put(
                tag.block(),
                new ReplayedBlocks.Copy(physical, tag.escaped(), keepCopy ? bytes : null));
    }

    private void reportFastCommits(int expected) throws IOException {
        if (!superblock.has(JournalSuperblock.INCOMPAT_FAST_COMMIT)
                || superblock.end() >= superblock.fastCommitEnd()) {
            return;
        }
        Structure block = block(superblock.end());
        Field tag = new Field("fc_tag", 0, 2);
        Field tid = new Field("fc_tid", 8, 4);
        if (block.u16(tag) == FAST_COMMIT_HEAD && (int) block.u32(tid) == expected) {
            policy.found(
                    block.malformed(
                            Reason.UNSUPPORTED,
                            tid,
                            "is %d: fast commits, which are not applied".formatted(expected)));
        }
    }

    private Structure block(long journalBlock) throws IOException {
        return new Structure("journal block " + journalBlock, volume.block(physical(journalBlock)));
    }

    private long physical(long journalBlock) throws IOException {
        BlockMapping.Run run = blocks.find(journalBlock);
        volume.requireBlocks(
                run.physical(),
                1,
                new Structure("journal block " + journalBlock, MemorySegment.NULL),
                new Field("i_block", 0, 4));
        return run.physical();
    }

    /** One transaction of the log, up to its commit block. */
    private final class Transaction {
        private final int sequence;
        private final List<Logged> copies = new ArrayList<>();
        private final List<Long> revocations = new ArrayList<>();
        private final List<MalformedStructureException> damages = new ArrayList<>();
        private final long room;
        private long next;
        private long length;
        private int blocksChecksum = -1;

        Transaction(int sequence, long start, long room) {
            this.sequence = sequence;
            this.next = start;
            this.room = room;
        }

        /**
         * Reads it; returns whether it is complete. What is left of older logs may look like a
         * damaged block, so damage counts only if the commit block is there.
         */
        boolean read() throws IOException {
            while (length < room) {
                Structure block = block(next);
                Optional<Integer> kind = JournalBlock.kind(block, sequence);
                if (kind.isEmpty()) {
                    return false;
                }
                step();
                switch (kind.get()) {
                    case JournalBlock.DESCRIPTOR -> descriptor(block);
                    case JournalBlock.REVOKE -> {
                        JournalBlock.damageOfTail(superblock, block).ifPresent(damages::add);
                        revocations.addAll(JournalBlock.revoked(superblock, block));
                    }
                    case JournalBlock.COMMIT -> {
                        return commit(block);
                    }
                    default -> {
                        return false;
                    }
                }
            }
            return false;
        }

        private void descriptor(Structure block) throws IOException {
            JournalBlock.damageOfTail(superblock, block).ifPresent(damages::add);
            addToChecksum(block);
            for (JournalBlock.Tag tag : JournalBlock.tags(superblock, block)) {
                if (length < room) {
                    copies.add(new Logged(tag, next, sequence));
                    if (superblock.checksumsBlocks()) {
                        addToChecksum(block(next));
                    }
                }
                step();
            }
        }

        private boolean commit(Structure block) throws IOException {
            Optional<MalformedStructureException> damage =
                    JournalBlock.damageOfCommit(superblock, block, blocksChecksum);
            if (damage.isPresent()) {
                return false; // as a write that was cut off: the kernel, too, ends the log here
            }
            for (MalformedStructureException found : damages) {
                policy.found(found);
            }
            return true;
        }

        private void addToChecksum(Structure block) {
            if (superblock.checksumsBlocks()) {
                blocksChecksum = JournalBlock.crc32be(blocksChecksum, block.bytes());
            }
        }

        private void step() {
            next = superblock.after(next);
            length++;
        }
    }
}
