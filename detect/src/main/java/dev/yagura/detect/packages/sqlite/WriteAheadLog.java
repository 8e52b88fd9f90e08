package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Pages that were written and committed, and are not yet in the database itself: section "The
 * Write-Ahead Log".
 *
 * <p>As SQLite itself does, this takes a log whose header or checksum is wrong for an empty one,
 * and ends at the first frame that is: what lies behind is left over from before.
 */
final class WriteAheadLog {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int CHECKED_HEADER_BYTES = 24;
    private static final int CHECKED_FRAME_BYTES = 8;
    private static final long MAGIC = 0x377F0682L; // the lowest bit: checksums are big-endian
    private static final long VERSION = 3_007_000;

    private static final Field HEADER_MAGIC = new Field("magic", 0, 4);
    private static final Field FORMAT = new Field("file format version", 4, 4);
    private static final Field PAGE_SIZE = new Field("page size", 8, 4);
    private static final Field SALTS = new Field("salts", 16, 8);
    private static final Field HEADER_CHECKSUM = new Field("checksum", 24, 8);
    private static final Field FRAME_PAGE = new Field("page number", 0, 4);
    private static final Field FRAME_COMMIT = new Field("size of database", 4, 4);
    private static final Field FRAME_SALTS = new Field("salts", 8, 8);
    private static final Field FRAME_CHECKSUM = new Field("checksum", 16, 8);

    private final Map<Long, Long> offsets = new HashMap<>();
    private int pageBytes;
    private long pages;

    private WriteAheadLog() {}

    /** Reads which pages of a log are committed. */
    static WriteAheadLog read(SqliteFile file) throws IOException {
        WriteAheadLog log = new WriteAheadLog();
        byte[] bytes = new byte[HEADER_BYTES];
        if (file.sizeBytes() < HEADER_BYTES || file.read(0, bytes) < HEADER_BYTES) {
            return log;
        }
        Structure header = Structure.of("sqlite write-ahead log", bytes);
        long magic = header.u32be(HEADER_MAGIC);
        LogChecksum checksum = new LogChecksum((magic & 1) != 0);
        checksum.add(bytes, CHECKED_HEADER_BYTES);
        if ((magic & ~1L) != MAGIC || checksum.value() != header.u64be(HEADER_CHECKSUM)) {
            return log;
        }
        if (header.u32be(FORMAT) != VERSION) {
            throw header.malformed(
                    Reason.UNSUPPORTED,
                    FORMAT,
                    "is %d, expected %d".formatted(header.u32be(FORMAT), VERSION));
        }
        long size = header.u32be(PAGE_SIZE);
        SqliteHeader.requirePageBytes(header, PAGE_SIZE, size);
        log.pageBytes = (int) size;
        log.readFrames(file, header.u64be(SALTS), checksum);
        return log;
    }

    private void readFrames(SqliteFile file, long salts, LogChecksum checksum) throws IOException {
        Map<Long, Long> open = new HashMap<>();
        byte[] head = new byte[FRAME_HEADER_BYTES];
        byte[] page = new byte[pageBytes];
        long at = HEADER_BYTES;
        for (int i = 0; file.read(at, head) == head.length; i++) {
            Structure frame = Structure.of("sqlite frame", head);
            if (frame.u64be(FRAME_SALTS) != salts
                    || file.read(at + head.length, page) < page.length) {
                return;
            }
            checksum.add(head, CHECKED_FRAME_BYTES);
            checksum.add(page, page.length);
            if (checksum.value() != frame.u64be(FRAME_CHECKSUM)) {
                return;
            }
            frame.requireRange(FRAME_PAGE, i, 0, SqliteLimits.MAX_FRAMES - 1);
            open.put(frame.u32be(FRAME_PAGE), at + head.length);
            long committed = frame.u32be(FRAME_COMMIT);
            if (committed != 0) {
                offsets.putAll(open);
                open.clear();
                pages = committed;
            }
            at += head.length + page.length;
        }
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Returns how many pages the database has after the last commit. */
    long pages() {
        return pages;
    }

    /** Returns where in the log the newest state of a page is. */
    OptionalLong offset(long page) {
        Long offset = offsets.get(page);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Refuses a database with other pages than the log has. */
    void requirePageBytes(int expected) throws MalformedStructureException {
        if (!isEmpty() && pageBytes != expected) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "sqlite write-ahead log",
                    PAGE_SIZE.name(),
                    PAGE_SIZE.offset(),
                    "is %d, expected %d as in the database".formatted(pageBytes, expected));
        }
    }
}
