/**
 * Reads tables of SQLite databases: pages, b-trees of tables, overflow pages, records and the
 * write-ahead log, after the document "Database File Format" of SQLite 3.
 *
 * <p>Never writes, runs no SQL, reads no indices and no tables {@code WITHOUT ROWID}. A rollback
 * journal is not played back.
 */
@NullMarked
package dev.yagura.detect.packages.sqlite;

import org.jspecify.annotations.NullMarked;
