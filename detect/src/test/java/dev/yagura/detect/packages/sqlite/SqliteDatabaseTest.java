package dev.yagura.detect.packages.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.fixture.Mutations;
import dev.yagura.storage.truth.HostTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that sqlite3 writes, compared with what sqlite3 reads from them. */
class SqliteDatabaseTest {
    private static final int PAGE_BYTES = 512;

    /** Rows of every kind; each thirtieth has overflow pages, and the tree several levels. */
    private static final String FILL =
            """
            CREATE TABLE Rows(a INTEGER PRIMARY KEY, b, c);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
            INSERT INTO Rows SELECT i * 7,
                CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN i % 3 WHEN 2 THEN -i * i * i
                    WHEN 3 THEN 'grün ' || i WHEN 4 THEN i * 1000000000000 ELSE i % 200 END,
                CASE WHEN i % 30 = 0 THEN randomblob(i * 3) ELSE randomblob(i % 40) END FROM n;
            """;

    private static final String ASK =
            "SELECT a || '|' || typeof(b) || '|' || CASE typeof(b) WHEN 'null'"
                    + " THEN '' ELSE b END || '|' || hex(c) FROM rows ORDER BY a;";

    /** All stays in the log. */
    private static final String LOGGED =
            "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;";

    /** The log is written back when it has 1000 pages, and starts again over its old frames. */
    private static final String WRITTEN_BACK = "PRAGMA page_size = 512; PRAGMA journal_mode = WAL;";

    @TempDir private Path folder;

    private Path database() {
        return folder.resolve("test.db");
    }

    private void sqlite(String... commands) throws IOException {
        List<Object> line = new ArrayList<>(List.of("sqlite3", database()));
        line.addAll(List.of(commands));
        HostTool.run(line.toArray());
    }

    private List<String> asked() throws IOException {
        byte[] printed = HostTool.run("sqlite3", database(), ASK).getBytes(ISO_8859_1);
        return new String(printed, UTF_8).lines().toList();
    }

    private static SqliteFile file(byte[] bytes) {
        return new SqliteFile(
                (offset, to, at, length) -> {
                    int count = (int) Math.min(length, bytes.length - offset);
                    if (count <= 0) {
                        return 0;
                    }
                    System.arraycopy(bytes, (int) offset, to, at, count);
                    return count;
                },
                bytes.length);
    }

    private static List<String> rows(byte[] database, byte[] log) throws IOException {
        List<String> rows = new ArrayList<>();
        SqliteDatabase.open(file(database), file(log))
                .rows(
                        "rows",
                        (id, row) -> {
                            rows.add(text(id, row));
                            return true;
                        });
        return rows;
    }

    private static String text(long id, SqliteRow row) throws IOException {
        Object b = row.value(1).orElse(null);
        String value =
                switch (b) {
                    case null -> "null|";
                    case Long number -> "integer|" + number;
                    case String text -> "text|" + text;
                    default -> b.toString();
                };
        byte[] c = row.require(2, byte[].class);
        return "%d|%s|%s".formatted(id, value, HexFormat.of().withUpperCase().formatHex(c));
    }

    private byte[] filled(int pageBytes) throws IOException {
        sqlite("PRAGMA page_size = " + pageBytes + ";" + FILL);
        return Files.readAllBytes(database());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page_size = 512",
                "page_size = 4096",
                "page_size = 65536",
                "encoding = 'UTF-16le'",
                "encoding = 'UTF-16be'"
            })
    void rowsAreThoseThatSqliteReads(String pragma) throws IOException {
        sqlite("PRAGMA " + pragma + ";" + FILL + "DELETE FROM Rows WHERE a % 5 = 0;");

        assertThat(rows(Files.readAllBytes(database()), new byte[0]))
                .hasSize(3200)
                .isEqualTo(asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {LOGGED, WRITTEN_BACK})
    void whatIsCommittedInTheLogCounts(String mode) throws IOException {
        sqlite(".dbconfig no_ckpt_on_close on", mode + FILL, "DELETE FROM Rows WHERE a > 7000;");
        byte[] before = Files.readAllBytes(database());
        byte[] log = Files.readAllBytes(folder.resolve("test.db-wal"));

        assertThat(rows(before, log)).hasSize(1000).isEqualTo(asked());
    }

    @Test
    void aTransactionThatWasCutShortDoesNotCount() throws IOException {
        sqlite(".dbconfig no_ckpt_on_close on", LOGGED + FILL, "DELETE FROM Rows WHERE a > 7000;");
        byte[] before = Files.readAllBytes(database());
        byte[] log = Files.readAllBytes(folder.resolve("test.db-wal"));

        assertThat(rows(before, Arrays.copyOf(log, log.length - 1))).hasSize(4000);
    }

    @Test
    void aTreeThatLeadsBackIsRefused() throws IOException {
        byte[] bytes = filled(PAGE_BYTES);
        int root = 2;
        ByteBuffer.wrap(bytes).putInt((root - 1) * PAGE_BYTES + 8, root);

        assertThatThrownBy(() -> rows(bytes, new byte[0]))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CYCLE));
    }

    @Test
    void aRowThatLeadsBackIsRefused() throws IOException {
        sqlite(
                "PRAGMA page_size = 512; CREATE TABLE rows(a INTEGER PRIMARY KEY, b, c);"
                        + "INSERT INTO rows VALUES (1, 2, zeroblob(9000));");
        byte[] bytes = Files.readAllBytes(database());
        ByteBuffer pages = ByteBuffer.wrap(bytes);
        int third = 4 * PAGE_BYTES;
        assertThat(pages.getInt(third)).isEqualTo(6);
        pages.putInt(third, 5);

        assertThatThrownBy(() -> rows(bytes, new byte[0]))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CYCLE));
    }

    @Test
    void aTableThatIsNotThereOrHasNoRowIdsIsRefused() throws IOException {
        sqlite("CREATE TABLE rows(a PRIMARY KEY, b, c) WITHOUT ROWID; CREATE TABLE other(a);");
        SqliteDatabase database =
                SqliteDatabase.open(file(Files.readAllBytes(database())), SqliteFile.NONE);

        assertThatThrownBy(() -> database.rows("rows", (_, _) -> true))
                .hasMessageContaining("has type 0x0a");
        assertThatThrownBy(() -> database.rows("third", (_, _) -> true))
                .hasMessageContaining("has no table \"third\"");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] bytes = filled(PAGE_BYTES);
        for (int length = 0; length < bytes.length; length += length < 600 ? 1 : 4093) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> rows(cut, new byte[0]), "length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void damageIsReadOrRefusedAndNothingElse() throws IOException {
        sqlite(
                ".dbconfig no_ckpt_on_close on",
                "PRAGMA page_size = 512; PRAGMA journal_mode = WAL;" + FILL);
        byte[] log = Files.readAllBytes(folder.resolve("test.db-wal"));
        HostTool.run("sqlite3", database(), "PRAGMA wal_checkpoint(TRUNCATE);");
        byte[] whole = Files.readAllBytes(database());
        // What every row hangs on is changed more often than the rows.
        Mutations head = new Mutations(Arrays.copyOf(whole, 8 * PAGE_BYTES));
        Mutations all = new Mutations(whole);
        Mutations logs = new Mutations(log);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            byte[] start = whole.clone();
            System.arraycopy(head.get(seed), 0, start, 0, 8 * PAGE_BYTES);
            readsOrRefuses(start, new byte[0]);
            readsOrRefuses(all.get(seed), new byte[0]);
            readsOrRefuses(whole, logs.get(new Random(seed).nextInt()));
        }
    }

    private static void readsOrRefuses(byte[] database, byte[] log) throws IOException {
        try {
            SqliteDatabase.open(file(database), file(log)).rows("rows", (_, _) -> true);
        } catch (MalformedStructureException e) {
            assertThat(e.getMessage()).startsWith("sqlite ");
        }
    }
}
