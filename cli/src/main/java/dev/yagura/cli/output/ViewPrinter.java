package dev.yagura.cli.output;

import dev.yagura.cli.output.Table.Column;
import dev.yagura.enclave.watch.Row;
import dev.yagura.enclave.watch.View;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Prints the rows of a view as a table for people. */
public final class ViewPrinter {
    private ViewPrinter() {}

    /** Prints {@code rows}; fields that the table has no column for are left out. */
    public static void print(View view, List<Row> rows, PrintWriter out) {
        switch (view) {
            case KERNEL -> rows.forEach(row -> fields(row, out));
            case PROCESSES -> table(processColumns(), rows, out);
            case MODULES -> table(moduleColumns(), rows, out);
        }
    }

    private static void fields(Row row, PrintWriter out) {
        int width = row.fields().keySet().stream().mapToInt(String::length).max().orElse(0);
        row.fields()
                .forEach((name, value) ->
                        out.println(
                                name
                                        + " ".repeat(width - name.length() + 2)
                                        + Printable.of(String.valueOf(value))));
    }

    private static void table(
            SequencedMap<String, Column> columns, List<Row> rows, PrintWriter out) {
        Table table = new Table(List.copyOf(columns.values()));
        for (Row row : rows) {
            table.add(columns.keySet().stream().map(row::text).toList());
        }
        table.print(out);
    }

    private static SequencedMap<String, Column> processColumns() {
        SequencedMap<String, Column> columns = new LinkedHashMap<>();
        columns.put("pid", Column.number("PID"));
        columns.put("ppid", Column.number("PPID"));
        columns.put("uid", Column.number("UID"));
        columns.put("state", Column.text("S"));
        columns.put("comm", Column.text("COMM"));
        columns.put("cmdline", Column.text("COMMAND LINE"));
        return columns;
    }

    private static SequencedMap<String, Column> moduleColumns() {
        SequencedMap<String, Column> columns = new LinkedHashMap<>();
        columns.put("name", Column.text("NAME"));
        columns.put("size", Column.number("SIZE"));
        columns.put("refcount", Column.number("REFS"));
        columns.put("base", Column.text("BASE"));
        return columns;
    }
}
