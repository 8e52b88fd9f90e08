package dev.yagura.storage.btrfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;

/**
 * A piece of a file.
 *
 * @param start its first byte in the file
 * @param lengthBytes how much of the file it is
 * @param logical address of what is on the disk, or 0 for a hole, or one to be written later
 * @param storedBytes length of what is on the disk
 * @param skippedBytes what is before the piece in the extent, decompressed
 * @param rawBytes length of the extent, decompressed
 * @param compression 0 for none
 * @param inline what is in the item itself; empty else
 */
record Extent(
        Structure structure,
        long start,
        long lengthBytes,
        long logical,
        long storedBytes,
        long skippedBytes,
        long rawBytes,
        int compression,
        MemorySegment inline) {

    /** Longest extent that is compressed, and longest result: {@code BTRFS_MAX_COMPRESSED}. */
    static final int MAX_COMPRESSED = 128 << 10;

    private static final int INLINE = 0;
    private static final int PREALLOCATED = 2;
    private static final int INLINE_HEADER_BYTES = 21;
    private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

    private static final Field RAM_BYTES = new Field("ram_bytes", 8, 8);
    private static final Field COMPRESSION = new Field("compression", 16, 1);
    private static final Field ENCRYPTION = new Field("encryption", 17, 1);
    private static final Field OTHER_ENCODING = new Field("other_encoding", 18, 2);
    private static final Field TYPE = new Field("type", 20, 1);
    private static final Field DISK_BYTENR = new Field("disk_bytenr", 21, 8);
    private static final Field DISK_NUM_BYTES = new Field("disk_num_bytes", 29, 8);
    private static final Field OFFSET = new Field("offset", 37, 8);
    private static final Field NUM_BYTES = new Field("num_bytes", 45, 8);

    static Extent parse(Item item, int sectorBytes) throws MalformedStructureException {
        Structure raw = item.data();
        long start = item.key().offset();
        int type = raw.u8(TYPE);
        raw.requireRange(TYPE, type, INLINE, PREALLOCATED);
        int compression = raw.u8(COMPRESSION);
        raw.requireRange(COMPRESSION, compression, 0, Compression.ZSTD);
        if (raw.u8(ENCRYPTION) != 0 || raw.u16(OTHER_ENCODING) != 0) {
            throw raw.malformed(
                    Reason.UNSUPPORTED, ENCRYPTION, "is not 0: encrypted or encoded otherwise");
        }
        long rawBytes = raw.u64(RAM_BYTES);
        if (type == INLINE) {
            long stored = raw.size() - INLINE_HEADER_BYTES;
            raw.requireRange(RAM_BYTES, rawBytes, 0, compression == 0 ? stored : sectorBytes);
            return new Extent(
                    raw,
                    start,
                    rawBytes,
                    0,
                    0,
                    0,
                    rawBytes,
                    compression,
                    raw.bytes().asSlice(INLINE_HEADER_BYTES));
        }
        long length = raw.u64InRange(NUM_BYTES, 1, Long.MAX_VALUE >> 1);
        raw.requireRange(NUM_BYTES, start, 0, Long.MAX_VALUE >> 1);
        long logical = raw.u64(DISK_BYTENR);
        if (logical == 0 || type == PREALLOCATED) {
            return new Extent(raw, start, length, 0, 0, 0, 0, 0, NOTHING);
        }
        long max = compression == 0 ? Long.MAX_VALUE >> 1 : MAX_COMPRESSED;
        long stored = raw.u64InRange(DISK_NUM_BYTES, 1, max);
        raw.requireRange(RAM_BYTES, rawBytes, 1, max);
        long room = compression == 0 ? stored : rawBytes;
        long skipped = raw.u64InRange(OFFSET, 0, room);
        raw.requireRange(NUM_BYTES, length, 1, room - skipped);
        return new Extent(
                raw, start, length, logical, stored, skipped, rawBytes, compression, NOTHING);
    }

    long end() {
        return start + lengthBytes;
    }

    boolean isHole() {
        return logical == 0 && inline.byteSize() == 0;
    }
}
