package dev.yagura.storage.ext;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.SeededCrc32c;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks by which the journal describes itself; {@code journal.rst}. */
final class JournalBlock {
    static final long MAGIC = 0xC03B3998L;

    static final int DESCRIPTOR = 1;
    static final int COMMIT = 2;
    static final int REVOKE = 5;

    private static final int HEADER_BYTES = 12;
    private static final int TAIL_BYTES = 4;
    private static final int UUID_BYTES = 16;
    private static final int FLAG_ESCAPE = 0x1;
    private static final int FLAG_SAME_UUID = 0x2;
    private static final int FLAG_LAST_TAG = 0x8;
    private static final int CRC32_CHECKSUM = 1;

    private static final Field H_MAGIC = new Field("h_magic", 0x0, 4);
    private static final Field H_BLOCKTYPE = new Field("h_blocktype", 0x4, 4);
    private static final Field H_SEQUENCE = new Field("h_sequence", 0x8, 4);
    private static final Field R_COUNT = new Field("r_count", 0xC, 4);
    private static final Field H_CHKSUM_TYPE = new Field("h_chksum_type", 0xC, 1);
    private static final Field H_CHKSUM = new Field("h_chksum[0]", 0x10, 4);

    private JournalBlock() {}

    /**
     * Which block of the volume a block of the journal is a copy of.
     *
     * @param block of the volume
     * @param escaped whether the copy's first four bytes were replaced
     * @param checksum of the copy, as far as {@code checksumMask} says
     */
    record Tag(long block, boolean escaped, int checksum, int checksumMask) {}

    /** Returns the kind of a block that belongs to a transaction; empty if it does not. */
    static Optional<Integer> kind(Structure block, int sequence)
            throws MalformedStructureException {
        return block.u32be(H_MAGIC) == MAGIC && (int) block.u32be(H_SEQUENCE) == sequence
                ? Optional.of((int) block.u32be(H_BLOCKTYPE))
                : Optional.empty();
    }

    /** Returns the number of the transaction that a block would belong to. */
    static int sequence(Structure block) throws MalformedStructureException {
        return (int) block.u32be(H_SEQUENCE);
    }

    /** Reads the tags of a descriptor block. */
    static List<Tag> tags(JournalSuperblock journal, Structure block)
            throws MalformedStructureException {
        boolean v3 = journal.has(JournalSuperblock.INCOMPAT_CSUM_V3);
        boolean v2 = !v3 && journal.has(JournalSuperblock.INCOMPAT_CSUM_V2);
        boolean wide = journal.has(JournalSuperblock.INCOMPAT_64BIT);
        int size = v3 ? 16 : 8 + (v2 ? 2 : 0) + (wide ? 4 : 0);
        long end = block.size() - (journal.checksums() ? TAIL_BYTES : 0);
        List<Tag> tags = new ArrayList<>();
        long at = HEADER_BYTES;
        int flags = 0;
        while (at + size <= end && (flags & FLAG_LAST_TAG) == 0) {
            long number = block.u32be(new Field("t_blocknr", at, 4));
            flags = block.u16be(new Field("t_flags", at + 6, 2));
            if (wide) {
                number |= block.u32be(new Field("t_blocknr_high", at + 8, 4)) << 32;
            }
            int checksum =
                    v3
                            ? (int) block.u32be(new Field("t_checksum", at + 12, 4))
                            : block.u16be(new Field("t_checksum", at + 4, 2));
            int mask = v3 ? -1 : v2 ? 0xFFFF : 0;
            tags.add(new Tag(number, (flags & FLAG_ESCAPE) != 0, checksum & mask, mask));
            at += size + ((flags & FLAG_SAME_UUID) != 0 ? 0 : UUID_BYTES);
        }
        return tags;
    }

    /** Reads the block numbers of a revocation block. */
    static List<Long> revoked(JournalSuperblock journal, Structure block)
            throws MalformedStructureException {
        int size = journal.has(JournalSuperblock.INCOMPAT_64BIT) ? 8 : 4;
        long end = block.size() - (journal.checksums() ? TAIL_BYTES : 0);
        long used = block.requireRange(R_COUNT, block.u32be(R_COUNT), HEADER_BYTES + 4, end);
        List<Long> blocks = new ArrayList<>();
        for (long at = HEADER_BYTES + 4; at + size <= used; at += size) {
            Field number = new Field("block number", at, size);
            blocks.add(size == 8 ? block.u64be(number) : block.u32be(number));
        }
        return blocks;
    }

    /** Returns what is wrong with the checksum at the end of a descriptor or revocation block. */
    static Optional<MalformedStructureException> damageOfTail(
            JournalSuperblock journal, Structure block) throws MalformedStructureException {
        Field tail = new Field("t_checksum", block.size() - TAIL_BYTES, TAIL_BYTES);
        SeededCrc32c crc =
                new SeededCrc32c(journal.checksumSeed())
                        .add(block.bytes(), 0, tail.offset())
                        .zeros(TAIL_BYTES);
        return journal.checksums()
                ? difference(block, tail, (int) block.u32be(tail), crc.value())
                : Optional.empty();
    }

    /**
     * Returns what is wrong with the checksum of a commit block.
     *
     * @param blocks CRC-32 of all blocks of the transaction, which only old journals store
     */
    static Optional<MalformedStructureException> damageOfCommit(
            JournalSuperblock journal, Structure block, int blocks)
            throws MalformedStructureException {
        int stored = (int) block.u32be(H_CHKSUM);
        if (journal.checksums()) {
            long at = H_CHKSUM.offset();
            int computed =
                    new SeededCrc32c(journal.checksumSeed())
                            .add(block.bytes(), 0, at)
                            .zeros(4)
                            .add(block.bytes(), at + 4, block.size())
                            .value();
            return difference(block, H_CHKSUM, stored, computed);
        }
        return journal.checksumsBlocks() && block.u8(H_CHKSUM_TYPE) == CRC32_CHECKSUM
                ? difference(block, H_CHKSUM, stored, blocks)
                : Optional.empty();
    }

    /** Returns what is wrong with the copy of a block. */
    static Optional<MalformedStructureException> damageOfCopy(
            JournalSuperblock journal, int sequence, Tag tag, MemorySegment copy) {
        int computed = new SeededCrc32c(journal.checksumSeed()).be32(sequence).add(copy).value();
        return difference(
                new Structure("journal copy of block " + tag.block(), copy),
                new Field("t_checksum", 0, 4),
                tag.checksum(),
                computed & tag.checksumMask());
    }

    /** Returns the CRC-32 of {@code bytes} from {@code state} on, highest bit first. */
    static int crc32be(int state, MemorySegment bytes) {
        int crc = state;
        ByteBuffer buffer = bytes.asByteBuffer();
        while (buffer.hasRemaining()) {
            crc ^= buffer.get() << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            }
        }
        return crc;
    }

    private static Optional<MalformedStructureException> difference(
            Structure block, Field field, int stored, int computed) {
        return stored == computed
                ? Optional.empty()
                : Optional.of(
                        block.malformed(
                                Reason.BAD_CHECKSUM,
                                field,
                                "is 0x%x, computed 0x%x".formatted(stored, computed)));
    }
}
