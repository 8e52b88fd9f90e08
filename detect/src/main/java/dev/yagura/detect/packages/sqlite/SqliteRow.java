package dev.yagura.detect.packages.sqlite;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row: section "Record Format".
 *
 * <p>A column holds null, a {@code Long}, a {@code Double}, a {@code String} or a {@code byte[]},
 * whatever the table's declaration says. Columns that were added to the table later may be missing
 * at the end.
 */
public final class SqliteRow {
    private static final String NAME = "sqlite record";
    private static final int ZERO = 8;
    private static final int ONE = 9;
    private static final int FIRST_BLOB = 12;

    private final List<@Nullable Object> columns;

    private SqliteRow(List<@Nullable Object> columns) {
        this.columns = columns;
    }

    static SqliteRow parse(byte[] payload, Charset encoding) throws MalformedStructureException {
        Cursor sizes = new Cursor(NAME, payload, 0, payload.length);
        int headerBytes = sizes.varint("header size", 1, payload.length);
        Cursor types = new Cursor(NAME, payload, sizes.at(), headerBytes);
        Cursor values = new Cursor(NAME, payload, headerBytes, payload.length);
        List<@Nullable Object> columns = new ArrayList<>();
        while (!types.isAtEnd()) {
            int at = types.at();
            int type = types.varint("serial type", 0, Integer.MAX_VALUE);
            if (columns.size() == SqliteLimits.MAX_COLUMNS) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        NAME,
                        "serial type",
                        at,
                        "is of column %d, expected %d at most"
                                .formatted(columns.size() + 1, SqliteLimits.MAX_COLUMNS));
            }
            columns.add(value(type, at, values, encoding));
        }
        return new SqliteRow(Collections.unmodifiableList(columns));
    }

    private static @Nullable Object value(int type, int at, Cursor values, Charset encoding)
            throws MalformedStructureException {
        return switch (type) {
            case 0 -> null;
            case 1, 2, 3, 4 -> values.signed("integer", type);
            case 5 -> values.signed("integer", 6);
            case 6 -> values.signed("integer", 8);
            case 7 -> Double.longBitsToDouble(values.signed("float", 8));
            case ZERO -> 0L;
            case ONE -> 1L;
            case 10, 11 ->
                    throw new MalformedStructureException(
                            Reason.UNSUPPORTED,
                            NAME,
                            "serial type",
                            at,
                            "is %d, which is reserved".formatted(type));
            default -> {
                byte[] bytes = values.bytes("value", (type - FIRST_BLOB) / 2);
                yield type % 2 == 0 ? bytes : new String(bytes, encoding);
            }
        };
    }

    /** Returns how many columns the row has. */
    public int size() {
        return columns.size();
    }

    /** Returns a column's value; empty if it is null or the row ends before it. */
    public Optional<Object> value(int column) {
        return column < columns.size()
                ? Optional.ofNullable(columns.get(column))
                : Optional.empty();
    }

    /**
     * Returns a value that must be of one kind.
     *
     * @throws MalformedStructureException if it is null or of another
     */
    public <T> T require(int column, Class<T> kind) throws MalformedStructureException {
        Object value = value(column).orElse(null);
        if (!kind.isInstance(value)) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    NAME,
                    "column " + column,
                    0,
                    "is %s, expected %s"
                            .formatted(
                                    value == null ? "null" : value.getClass().getSimpleName(),
                                    kind.getSimpleName()));
        }
        return kind.cast(value);
    }
}
