package dev.yagura.cli.output;

import dev.yagura.cli.output.Table.Column;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.kernel.table.Column.Kind;
import dev.yagura.kernel.table.Row;
import dev.yagura.kernel.table.TableInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the rows of a view as a table for people. */
public final class ViewPrinter {
    private ViewPrinter() {}

    /** Prints {@code rows}; fields of no brief column are left out. */
    public static void print(TableInfo view, List<Row> rows, PrintWriter out) {
        if (view.isSingle()) {
            rows.forEach(row -> fields(row, out));
            return;
        }
        List<dev.yagura.kernel.table.Column> shown =
                view.columns().stream().filter(column -> column.brief()).toList();
        Table table = new Table(shown.stream().map(ViewPrinter::column).toList());
        for (Row row : rows) {
            table.add(shown.stream().map(column -> text(row, column)).toList());
        }
        table.print(out);
    }

    /** Says what the view should have held and does not, one line each; nothing if it is whole. */
    public static void printGaps(Answer answer, PrintWriter err) {
        if (answer.isComplete()) {
            return;
        }
        if (answer.end().fields().get("notCovered") instanceof List<?> gaps) {
            for (Object gap : gaps) {
                Object text = gap instanceof Map<?, ?> fields ? fields.get("text") : gap;
                err.println("not covered: " + Printable.of(String.valueOf(text)));
            }
        }
        err.println("incomplete: the rows above are not all there are");
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

    private static Column column(dev.yagura.kernel.table.Column column) {
        String heading = heading(column.name());
        return column.kind() == Kind.NUMBER ? Column.number(heading) : Column.text(heading);
    }

    private static String text(Row row, dev.yagura.kernel.table.Column column) {
        if (row.fields().get(column.name()) instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return row.text(column.name());
    }

    /** Returns {@code "LOCAL PORT"} for {@code "localPort"}. */
    static String heading(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
    }
}
