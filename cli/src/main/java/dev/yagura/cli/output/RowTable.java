package dev.yagura.cli.output;

import dev.yagura.cli.output.Table.Column;
import dev.yagura.kernel.table.Row;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Prints rows whose columns are only known by the rows themselves. */
public final class RowTable {
    /** What rows have beside their own columns. */
    private static final Set<String> NO_COLUMNS = Set.of("kind", "enclave");

    private RowTable() {}

    /** Prints rows under the names of all their columns, in the order of their first use. */
    public static void print(List<Row> rows, PrintWriter out) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.fields().keySet()));
        names.removeAll(NO_COLUMNS);
        if (names.isEmpty()) {
            return;
        }
        Table table = new Table(names.stream().map(name -> column(name, rows)).toList());
        for (Row row : rows) {
            table.add(names.stream().map(row::text).toList());
        }
        table.print(out);
    }

    private static Column column(String name, List<Row> rows) {
        boolean numbers =
                rows.stream()
                        .map(row -> row.fields().get(name))
                        .allMatch(value -> value == null || value instanceof Number);
        String heading = Printable.of(ViewPrinter.heading(name));
        return numbers ? Column.number(heading) : Column.text(heading);
    }
}
