package dev.yagura.detect.packages.sqlite;

import java.io.IOException;

/** Takes the rows of a table. */
@FunctionalInterface
public interface SqliteRowReader {
    /**
     * Takes a row.
     *
     * @param rowId the table's own key; a column {@code INTEGER PRIMARY KEY} is this one, and null
     *     in the row
     * @return whether to go on
     * @throws IOException to end the walk
     */
    boolean take(long rowId, SqliteRow row) throws IOException;
}
