package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.util.OptionalLong;

/** The pages of a database in their newest committed state. */
final class Pages {
    private final SqliteFile file;
    private final SqliteFile logFile;
    private final WriteAheadLog log;
    private final SqliteHeader header;
    private final int count;

    private Pages(
            SqliteFile file,
            SqliteFile logFile,
            WriteAheadLog log,
            SqliteHeader header,
            int count) {
        this.file = file;
        this.logFile = logFile;
        this.log = log;
        this.header = header;
        this.count = count;
    }

    static Pages open(SqliteFile file, SqliteFile logFile) throws IOException {
        WriteAheadLog log = WriteAheadLog.read(logFile);
        byte[] start = new byte[SqliteHeader.SIZE];
        OptionalLong logged = log.offset(1);
        int got =
                logged.isPresent() ? logFile.read(logged.getAsLong(), start) : file.read(0, start);
        if (got < start.length) {
            throw malformed(Reason.TRUNCATED, 0, "has %d bytes, expected 100".formatted(got));
        }
        SqliteHeader header = SqliteHeader.parse(start);
        log.requirePageBytes(header.pageBytes());
        long inFile = file.sizeBytes() / header.pageBytes();
        if (log.isEmpty() && header.pages() > inFile) {
            throw malformed(
                    Reason.TRUNCATED,
                    file.sizeBytes(),
                    "has %d pages, expected %d".formatted(inFile, header.pages()));
        }
        long count = log.isEmpty() ? inFile : log.pages();
        if (count < 1 || count > SqliteLimits.MAX_PAGES) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    0,
                    "has %d pages, expected 1..%d".formatted(count, SqliteLimits.MAX_PAGES));
        }
        return new Pages(file, logFile, log, header, (int) count);
    }

    private static MalformedStructureException malformed(
            Reason reason, long offset, String detail) {
        return new MalformedStructureException(reason, "sqlite database", "file", offset, detail);
    }

    SqliteHeader header() {
        return header;
    }

    /** Returns how many pages there are; the first has number 1. */
    int count() {
        return count;
    }

    /** Reads a page. The number must be one of the database's. */
    byte[] read(int number) throws IOException {
        byte[] page = new byte[header.pageBytes()];
        OptionalLong logged = log.offset(number);
        long offset = logged.isPresent() ? logged.getAsLong() : (number - 1L) * header.pageBytes();
        int got = (logged.isPresent() ? logFile : file).read(offset, page);
        if (got < page.length) {
            throw malformed(
                    Reason.TRUNCATED,
                    offset,
                    "has %d bytes of page %d, expected %d".formatted(got, number, page.length));
        }
        return page;
    }
}
