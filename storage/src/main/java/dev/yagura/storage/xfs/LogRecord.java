package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * A record of the log: headers, then operations; {@code struct xlog_rec_header}. The first four
 * bytes of each block of the operations are kept in the headers, as the cycle stands in their
 * place.
 *
 * @param block where it starts
 * @param lsn its place in the log: cycle in the high half, block in the low one
 * @param tailLsn first record that has changes which are not all in place yet
 * @param operations how many there are
 * @param headers its first blocks
 * @param packed the operations, with cycles in them
 * @param lengthBytes how much of {@code packed} is in use
 */
record LogRecord(
        long block,
        long lsn,
        long tailLsn,
        long operations,
        Structure headers,
        MemorySegment packed,
        int lengthBytes) {

    /** Largest record; {@code XLOG_MAX_RECORD_BSIZE}. */
    private static final int MAX_BYTES = 256 * 1024;

    /** Bytes of operations for which a header has room; {@code XLOG_HEADER_CYCLE_SIZE}. */
    private static final int BYTES_PER_HEADER = 32 * 1024;

    private static final int BLOCKS_PER_HEADER = BYTES_PER_HEADER / LogBlocks.BLOCK;

    /** Size of the header in memory, which its checksum covers, on machines of 64 and 32 bits. */
    private static final int[] HEADER_BYTES = {328, 324};

    private static final int NEXT_HEADER_BYTES = 260;
    private static final int LITTLE_ENDIAN = 1;

    private static final Field H_MAGICNO = new Field("h_magicno", 0, 4);
    private static final Field H_VERSION = new Field("h_version", 8, 4);
    private static final Field H_LEN = new Field("h_len", 12, 4);
    private static final Field H_LSN = new Field("h_lsn", 16, 8);
    private static final Field H_TAIL_LSN = new Field("h_tail_lsn", 24, 8);
    private static final Field H_CRC = new Field("h_crc", 32, 4);
    private static final Field H_NUM_LOGOPS = new Field("h_num_logops", 40, 4);
    private static final int H_CYCLE_DATA = 44;
    private static final int XH_CYCLE_DATA = 4;
    private static final Field H_FMT = new Field("h_fmt", 300, 4);
    private static final Field H_SIZE = new Field("h_size", 320, 4);

    /** Returns the block of a place in the log. */
    static long blockOf(long lsn) {
        return lsn & 0xFFFF_FFFFL;
    }

    /**
     * Reads the record that starts with a block.
     *
     * @throws MalformedStructureException if none does
     */
    static LogRecord read(LogBlocks log, long block) throws IOException {
        Structure header = new Structure("log record at block " + block, log.block(block).bytes());
        long magic = header.u32be(H_MAGICNO);
        if (magic != LogBlocks.RECORD_MAGIC) {
            throw header.malformed(
                    Reason.BAD_MAGIC, H_MAGICNO, "is 0x%x, expected 0xfeedbabe".formatted(magic));
        }
        header.requireRange(H_VERSION, header.u32be(H_VERSION), 2, 2);
        long lsn = header.u64be(H_LSN);
        header.requireRange(H_LSN, blockOf(lsn), block, block);
        int length = (int) header.requireRange(H_LEN, header.u32be(H_LEN), 1, MAX_BYTES);
        long size = header.requireRange(H_SIZE, header.u32be(H_SIZE), 0, MAX_BYTES);
        int headers = (int) Math.max(1, (size + BYTES_PER_HEADER - 1) / BYTES_PER_HEADER);
        header.requireRange(H_LEN, length, 1, (long) headers * BYTES_PER_HEADER);
        int blocks = (length + LogBlocks.BLOCK - 1) / LogBlocks.BLOCK;
        header.requireRange(H_LEN, headers + blocks, 1, log.count());
        return new LogRecord(
                block,
                lsn,
                header.u64be(H_TAIL_LSN),
                header.u32be(H_NUM_LOGOPS),
                new Structure(header.name(), log.read(block, headers)),
                log.read(log.after(block, headers), blocks),
                length);
    }

    /** Returns how many blocks it has, with its headers. */
    long blocks() {
        return (headers.size() + packed.byteSize()) / LogBlocks.BLOCK;
    }

    /** Returns whether its checksum matches; mkfs leaves out that of the very first record. */
    boolean isWhole() throws MalformedStructureException {
        int stored = stored();
        return stored == 0
                || stored == computed(HEADER_BYTES[0])
                || stored == computed(HEADER_BYTES[1]);
    }

    /** Returns what to say of a record whose checksum does not match. */
    MalformedStructureException damage() throws MalformedStructureException {
        return headers.malformed(
                Reason.BAD_CHECKSUM,
                H_CRC,
                "is 0x%x, computed 0x%x".formatted(stored(), computed(HEADER_BYTES[0])));
    }

    /**
     * Returns the operations as they were before cycles were written into them.
     *
     * @throws MalformedStructureException if a machine of another byte order has written them
     */
    Structure unpacked() throws MalformedStructureException {
        long format = headers.u32be(H_FMT);
        if (format != LITTLE_ENDIAN) {
            throw headers.malformed(
                    Reason.UNSUPPORTED,
                    H_FMT,
                    "is %d: not the byte order of Linux on x86, which alone is read"
                            .formatted(format));
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[lengthBytes]);
        MemorySegment.copy(packed, 0, bytes, 0, lengthBytes);
        for (int i = 0; i * LogBlocks.BLOCK < lengthBytes; i++) {
            int header = i / BLOCKS_PER_HEADER;
            long kept =
                    (long) header * LogBlocks.BLOCK
                            + (header == 0 ? H_CYCLE_DATA : XH_CYCLE_DATA)
                            + i % BLOCKS_PER_HEADER * 4L;
            int at = i * LogBlocks.BLOCK;
            int part = Math.min(4, lengthBytes - at);
            MemorySegment.copy(headers.bytes(), kept, bytes, at, part);
        }
        return new Structure(headers.name(), bytes);
    }

    private int stored() throws MalformedStructureException {
        return (int) headers.u32(H_CRC);
    }

    private int computed(int headerBytes) {
        MemorySegment bytes = headers.bytes();
        CRC32C crc = new CRC32C();
        crc.update(bytes.asSlice(0, H_CRC.offset()).asByteBuffer());
        crc.update(new byte[4]);
        long after = H_CRC.offset() + H_CRC.size();
        crc.update(bytes.asSlice(after, headerBytes - after).asByteBuffer());
        int used = (lengthBytes + BYTES_PER_HEADER - 1) / BYTES_PER_HEADER;
        for (int i = 1; i < used; i++) {
            crc.update(bytes.asSlice((long) i * LogBlocks.BLOCK, NEXT_HEADER_BYTES).asByteBuffer());
        }
        crc.update(packed.asSlice(0, lengthBytes).asByteBuffer());
        return (int) crc.getValue();
    }
}
