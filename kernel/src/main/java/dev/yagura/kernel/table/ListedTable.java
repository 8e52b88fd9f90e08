package dev.yagura.kernel.table;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A table whose rows are made out of objects, column by column. */
final class ListedTable<T> implements GuestTable {
    /** More rows than a guest has objects of any kind; what lists more is not to be believed. */
    private static final int MAX_ROWS = 4_000_000;

    private final String name;
    private final String title;
    private final List<Column> columns;
    private final List<Columns.Value<? super T>> values;
    private final Columns.Lister<T> lister;
    private final boolean single;

    ListedTable(
            String name,
            String title,
            List<Column> columns,
            List<Columns.Value<? super T>> values,
            Columns.Lister<T> lister,
            boolean single) {
        if (columns.stream().map(Column::name).distinct().count() != columns.size()) {
            throw new IllegalArgumentException("table " + name + ": a column is there twice");
        }
        this.name = name;
        this.title = title;
        this.columns = List.copyOf(columns);
        this.values = List.copyOf(values);
        this.lister = lister;
        this.single = single;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public boolean isSingle() {
        return single;
    }

    @Override
    public TableRows read(TableContext context) throws IOException {
        Collected collected = new Collected(context.brief() && !single);
        lister.list(context, collected);
        return collected.result();
    }

    private Row row(T object, boolean brief) throws IOException {
        SequencedMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.brief() || !brief) {
                fields.put(column.name(), values.get(i).of(object));
            }
        }
        return new Row(fields);
    }

    /** The rows and gaps of one reading. */
    private final class Collected implements RowSink<T> {
        private final boolean brief;
        private final List<Row> rows = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        private int untoldGaps;

        Collected(boolean brief) {
            this.brief = brief;
        }

        @Override
        public void add(T object) throws IOException {
            if (rows.size() == MAX_ROWS) {
                throw new IOException(
                        "table %s: more than %d rows, expected fewer".formatted(name, MAX_ROWS));
            }
            try {
                rows.add(row(object, brief));
            } catch (KernelLayoutException e) {
                throw e; // The same for every row: the table cannot be made of this kernel.
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                gap(String.valueOf(object), String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void gap(String what, String why) {
            if (gaps.size() < MAX_GAPS) {
                gaps.add(new Gap(what, why));
            } else {
                untoldGaps++;
            }
        }

        TableRows result() {
            if (untoldGaps > 0) {
                gaps.add(
                        new Gap(
                                "table " + name,
                                "%d gaps beyond these %d".formatted(untoldGaps, MAX_GAPS)));
            }
            return new TableRows(rows, gaps);
        }
    }
}
