package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * Changed pieces of a buffer; {@code struct xfs_buf_log_format}.
 *
 * @param buffer which one
 * @param flags {@code blf_flags}
 * @param pieces the pieces, in order
 */
record BufferItem(CancelledBuffers.Buffer buffer, int flags, List<Piece> pieces) {
    private static final int INODES = 0x1;
    private static final int CANCEL = 0x2;
    private static final int QUOTA = 0x4 | 0x8 | 0x10;

    /** Unit of the map of what was changed, in bytes. */
    private static final int CHUNK = 128;

    private static final int MAX_SECTORS = 65536 / ReplayedSectors.SECTOR;
    private static final int MAX_WORDS = 65536 / CHUNK / Integer.SIZE + 1;
    private static final int FORMAT_BYTES = 20;

    private static final Field BLF_FLAGS = new Field("blf_flags", 4, 2);
    private static final Field BLF_LEN = new Field("blf_len", 6, 2);
    private static final Field BLF_BLKNO = new Field("blf_blkno", 8, 8);
    private static final Field BLF_MAP_SIZE = new Field("blf_map_size", 16, 4);

    /**
     * Bytes that were changed.
     *
     * @param offset where in the buffer
     * @param bytes what is there now
     */
    record Piece(int offset, Structure bytes) {}

    BufferItem {
        pieces = List.copyOf(pieces);
    }

    /**
     * Parses an item.
     *
     * @param sectorCount sectors of the volume
     */
    static BufferItem parse(LogItem item, long sectorCount) throws MalformedStructureException {
        Structure format = item.format();
        int sectors = format.u16(BLF_LEN);
        format.requireRange(BLF_LEN, sectors, 1, MAX_SECTORS);
        long sector = format.u64InRange(BLF_BLKNO, 0, sectorCount - sectors);
        int flags = format.u16(BLF_FLAGS);
        List<Piece> pieces =
                (flags & CANCEL) != 0 ? List.of() : pieces(item, sectors * ReplayedSectors.SECTOR);
        return new BufferItem(new CancelledBuffers.Buffer(sector, sectors), flags, pieces);
    }

    /** Returns whether this says that the buffer was freed. */
    boolean isCancel() {
        return (flags & CANCEL) != 0;
    }

    /** Returns whether only the links between unlinked inodes count. */
    boolean isInodes() {
        return (flags & INODES) != 0;
    }

    /** Returns whether this is about quotas, which are not read. */
    boolean isQuota() {
        return (flags & QUOTA) != 0;
    }

    /** Takes each run of set bits in the map, which may be in several regions. */
    private static List<Piece> pieces(LogItem item, int bufferBytes)
            throws MalformedStructureException {
        Structure format = item.format();
        int words = (int) format.u32InRange(BLF_MAP_SIZE, 0, MAX_WORDS);
        List<Piece> pieces = new ArrayList<>();
        int region = 1;
        int bit = 0;
        while (bit < words * Integer.SIZE) {
            if (!isSet(format, bit)) {
                bit++;
                continue;
            }
            int end = bit;
            while (end < words * Integer.SIZE && isSet(format, end)) {
                end++;
            }
            Structure bytes = item.region(region++);
            int length = (int) Math.min(bytes.size(), (long) (end - bit) * CHUNK);
            Field place = new Field("blf_data_map", FORMAT_BYTES, 4);
            format.requireRange(place, length % CHUNK, 0, 0);
            format.requireRange(place, length, CHUNK, bufferBytes - (long) bit * CHUNK);
            pieces.add(
                    new Piece(
                            bit * CHUNK,
                            new Structure(bytes.name(), bytes.bytes().asSlice(0, length))));
            bit += length / CHUNK;
        }
        return pieces;
    }

    private static boolean isSet(Structure format, int bit) throws MalformedStructureException {
        long at = FORMAT_BYTES + bit / Integer.SIZE * 4L;
        long word = format.u32(new Field("blf_data_map", at, 4));
        return ((word >>> (bit % Integer.SIZE)) & 1) != 0;
    }
}
