package dev.yagura.detect.packages.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * The first 100 bytes of a database.
 *
 * @param pageBytes a power of two from 512 to 65536
 * @param usableBytes of each page, at least 480
 * @param pages in the database when it was last written by a version that says so; 0 if unknown
 * @param encoding of texts
 */
record SqliteHeader(int pageBytes, int usableBytes, long pages, Charset encoding) {
    static final int SIZE = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(ISO_8859_1);
    private static final int MIN_PAGE_BYTES = 512;
    private static final int MAX_PAGE_BYTES = 65_536;
    private static final int MIN_USABLE_BYTES = 480;
    private static final int MAX_READ_VERSION = 2; // 1 rollback journal, 2 write-ahead log

    private static final Field HEADER_STRING = new Field("header string", 0, 16);
    private static final Field PAGE_SIZE = new Field("page size", 16, 2);
    private static final Field READ_VERSION = new Field("read version", 19, 1);
    private static final Field RESERVED = new Field("reserved space", 20, 1);
    private static final Field CHANGE_COUNTER = new Field("file change counter", 24, 4);
    private static final Field PAGES = new Field("size in pages", 28, 4);
    private static final Field SCHEMA_FORMAT = new Field("schema format", 44, 4);
    private static final Field ENCODING = new Field("text encoding", 56, 4);
    private static final Field VALID_FOR = new Field("version-valid-for", 92, 4);

    static SqliteHeader parse(byte[] bytes) throws MalformedStructureException {
        Structure header = Structure.of("sqlite header", bytes);
        if (!Arrays.equals(header.copy(HEADER_STRING), MAGIC)) {
            throw header.malformed(
                    Reason.BAD_MAGIC, HEADER_STRING, "is not \"SQLite format 3\" and a zero");
        }
        int size = header.u16be(PAGE_SIZE);
        int pageBytes = size == 1 ? MAX_PAGE_BYTES : size;
        requirePageBytes(header, PAGE_SIZE, pageBytes);
        int version = header.u8(READ_VERSION);
        if (version < 1 || version > MAX_READ_VERSION) {
            throw header.malformed(
                    Reason.UNSUPPORTED, READ_VERSION, "is %d, expected 1 or 2".formatted(version));
        }
        int usable = pageBytes - header.u8(RESERVED);
        header.requireRange(RESERVED, usable, MIN_USABLE_BYTES, pageBytes);
        header.requireRange(SCHEMA_FORMAT, header.u32be(SCHEMA_FORMAT), 0, 4);
        boolean isCounted = header.u32be(CHANGE_COUNTER) == header.u32be(VALID_FOR);
        return new SqliteHeader(
                pageBytes, usable, isCounted ? header.u32be(PAGES) : 0, encoding(header));
    }

    private static Charset encoding(Structure header) throws MalformedStructureException {
        return switch ((int) header.requireRange(ENCODING, header.u32be(ENCODING), 0, 3)) {
            case 2 -> UTF_16LE;
            case 3 -> UTF_16BE;
            default -> UTF_8; // 0 in a database that nothing was written into
        };
    }

    /** Refuses what is no size of a page. */
    static void requirePageBytes(Structure structure, Field field, long bytes)
            throws MalformedStructureException {
        structure.requireRange(field, bytes, MIN_PAGE_BYTES, MAX_PAGE_BYTES);
        if (Long.bitCount(bytes) != 1) {
            throw structure.malformed(
                    Reason.OUT_OF_RANGE, field, "is %d, expected a power of two".formatted(bytes));
        }
    }
}
