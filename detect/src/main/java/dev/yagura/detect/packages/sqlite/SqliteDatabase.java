package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A database of SQLite 3, read row by row; nothing of it is kept. Not safe for concurrent use.
 *
 * <p>The state read is that of the last commit, be it in the file or in the write-ahead log beside
 * it. What changes while it is read may come out as damage.
 */
public final class SqliteDatabase {
    private static final int TYPE = 0;
    private static final int NAME = 1;
    private static final int ROOT_PAGE = 3;

    private final Pages pages;

    private SqliteDatabase(Pages pages) {
        this.pages = pages;
    }

    /**
     * Opens a database.
     *
     * @param file the database itself
     * @param log the file beside it that ends in {@code -wal}, or {@link SqliteFile#NONE}
     * @throws MalformedStructureException if it is not a database that can be read
     * @throws IOException if a source fails
     */
    public static SqliteDatabase open(SqliteFile file, SqliteFile log) throws IOException {
        return new SqliteDatabase(Pages.open(file, log));
    }

    /**
     * Hands out all rows of a table in the order of their row ids.
     *
     * @param name of the table; as in SQL, small and capital letters are the same
     * @throws MalformedStructureException if there is no such table, or its tree is damaged
     * @throws IOException if a source fails or the reader says so
     */
    public void rows(String name, SqliteRowReader reader) throws IOException {
        new TableTree(pages, reader).walk(root(name));
    }

    private long root(String table) throws IOException {
        OptionalLong[] root = {OptionalLong.empty()};
        SqliteRowReader schema =
                (_, row) -> {
                    if (!row.value(TYPE).filter("table"::equals).isPresent()
                            || !row.require(NAME, String.class)
                                    .toLowerCase(Locale.ROOT)
                                    .equals(table.toLowerCase(Locale.ROOT))) {
                        return true;
                    }
                    root[0] = OptionalLong.of(row.require(ROOT_PAGE, Long.class));
                    return false;
                };
        new TableTree(pages, schema).walk(1);
        if (root[0].isEmpty()) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "sqlite schema",
                    "tables",
                    0,
                    "has no table \"%s\"".formatted(table));
        }
        return root[0].getAsLong();
    }
}
