package dev.yagura.detect.packages.sqlite;

/** Where reading a database ends, so that no file can make it endless. */
final class SqliteLimits {
    /** {@code BTCURSOR_MAX_DEPTH} of SQLite: pages of one tree inside each other. */
    static final int MAX_DEPTH = 20;

    /** Pages of a database: 4 GiB of the usual size. The rpm database of a desktop has 2^16. */
    static final int MAX_PAGES = 1 << 20;

    /** Frames of a write-ahead log; SQLite starts again at 1000 where it can. */
    static final int MAX_FRAMES = 1 << 20;

    /** Bytes of one row. The header of a package with 200,000 files takes 30 MiB. */
    static final int MAX_ROW_BYTES = 64 << 20;

    /** {@code SQLITE_MAX_COLUMN} of SQLite, unless it was built otherwise. */
    static final int MAX_COLUMNS = 2000;

    private SqliteLimits() {}
}
