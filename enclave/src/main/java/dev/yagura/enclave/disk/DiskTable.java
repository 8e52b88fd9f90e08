package dev.yagura.enclave.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.table.Column;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableInfo;
import dev.yagura.kernel.table.TableRows;
import java.util.List;
import java.util.function.Function;

/**
 * A view of a VM's disks.
 *
 * @param name word for it on the command line
 * @param title what it lists, in a line
 * @param columns in order; each row has a value or null for each
 * @param reader lists it
 */
record DiskTable(
        String name, String title, List<Column> columns, Function<DiskLook, TableRows> reader)
        implements TableInfo {
    DiskTable {
        requireNonNull(name, "name");
        requireNonNull(title, "title");
        columns = List.copyOf(columns);
        requireNonNull(reader, "reader");
    }

    @Override
    public boolean isSingle() {
        return false;
    }

    /** Lists it with all columns, or with those only that people are shown. */
    TableRows read(DiskLook look, boolean brief) {
        TableRows rows = reader.apply(look);
        return brief
                ? new TableRows(rows.rows().stream().map(this::brief).toList(), rows.gaps())
                : rows;
    }

    private Row brief(Row row) {
        Row brief = Row.of();
        for (Column column : columns) {
            if (column.brief()) {
                brief = brief.with(Row.of(column.name(), row.fields().get(column.name())).fields());
            }
        }
        return brief;
    }
}
